"""The office reads applications for joining, accepts and declines them."""

import pytest
from django.utils import timezone

from platform_orgs import actions
from platform_orgs.models import JoinApplication, Organisation
from tests.platform_orgs.desk import url
from tests.platform_orgs.joining import TYPED, make_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office", "own_storage")]


@pytest.fixture
def application(db):
    return make_application()


def test_from_the_application_to_the_organisation(application, staff_client):
    listed = staff_client.get(url("joinapplication_changelist")).content.decode()
    shown = staff_client.get(url("joinapplication_page", application.pk)).content.decode()
    accepted = staff_client.post(
        url("joinapplication_accept", application.pk),
        {"revision": 0, "slug": "takahara", "answer": "ようこそ"},
        follow=True,
    )

    assert "髙原 こどもの居場所の会" in listed
    for fact in ("髙橋 花子", "こども・子育て、食の支援", "毎週土曜日に夕ごはんを出しています。"):
        assert fact in shown
    content = accepted.content.decode()
    assert "参加を承認しました" in content
    assert "hanako@example.com" in content
    assert Organisation.objects.get().slug == "takahara"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"slug": ""}, "ページのアドレスを入力してください。"),
        ({"slug": "join"}, "このページのアドレスは使えません。"),
        ({"slug": "日本"}, "slug"),
        ({"slug": "mihon"}, "このページのアドレスは、もう使われています。"),
        ({"revision": 7}, "ほかの人が先に変更しました"),
    ],
)
def test_mistake_in_accepting_is_said(changes, message, application, organisation, staff_client):
    answer = staff_client.post(
        url("joinapplication_accept", application.pk), {"revision": 0, "slug": "takahara"} | changes
    )

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert JoinApplication.objects.get().state == "new"


def test_namesake_that_had_left_is_offered_for_coming_back(organisation, staff, staff_client):
    actions.end(organisation_id=organisation.pk, state="left", on=timezone.localdate(), reason="x", by=staff)
    application = make_application(name="見本の会", kana="ミホンノカイ")
    page = staff_client.get(url("joinapplication_page", application.pk)).content.decode()

    staff_client.post(
        url("joinapplication_accept", application.pk), {"revision": 0, "revives": organisation.pk}
    )

    assert "同じ名前の団体があります" in page
    organisation.refresh_from_db()
    assert organisation.is_active


def test_declining_needs_words(application, staff_client):
    empty = staff_client.post(url("joinapplication_decline", application.pk), {"revision": 0})
    staff_client.post(
        url("joinapplication_decline", application.pk), {"revision": 0, "answer": "個人の方です。"}
    )

    assert "お断りの理由を入力してください。" in empty.content.decode()
    assert JoinApplication.objects.get().answer == "個人の方です。"


def test_application_on_paper_is_entered_once(staff_client):
    typed = TYPED | {"channel": "fax", "submission_key": "key"}

    answers = [staff_client.post(url("joinapplication_enter"), typed) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert JoinApplication.objects.get().channel == "fax"
