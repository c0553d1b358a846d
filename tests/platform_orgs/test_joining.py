"""An organisation asks to take part: the public form, and what staff make of it."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from platform_orgs import actions
from platform_orgs.errors import AddressTaken, ApplicationIsDecided, ReasonMissing
from platform_orgs.models import JoinApplication, JoinDraft, Membership, Organisation
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import CallListLine, Message, OutboxMail
from portal.people.merging import merge_people
from portal.people.models import Person
from tests.bookings.test_races import at_once
from tests.factories import make_office, make_organisation, make_person
from tests.platform_orgs.joining import TYPED, make_application

pytestmark = pytest.mark.django_db

FORM = "/orgs/join/"


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def fill_in(client, **changes):
    """Up to the confirmation; its address."""
    answer = client.post(FORM, TYPED | changes)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def accept(application, staff, **changes):
    values = {"slug": "takahara", "answer": "ようこそ。", "revision": application.revision} | changes
    return actions.accept_application(application_id=application.pk, by=staff, **values)


def text(kind):
    return render(Message.objects.get(kind=f"platform_orgs.{kind}"))


def test_organisation_applies_and_gets_a_receipt(client):
    confirm = fill_in(client)
    shown = client.get(confirm).content.decode()
    answer = client.post(confirm)
    receipt = client.get(answer.url)

    application = JoinApplication.objects.select_related("contact").get()
    for fact in ("まだ申し込んでいません", "こども・子育て、食の支援", "https://www.example.org/kai"):
        assert fact in shown
    assert (application.name, application.kind) == ("髙原 こどもの居場所の会", "npo")
    assert application.fields_of_work == ["children", "food"]
    assert application.contact.kana == "タカハシ　ハナコ"
    assert "どこにも公開されません" in receipt.content.decode()
    assert "hanako@example.com" not in receipt.content.decode()
    assert "no-store" in receipt["Cache-Control"]
    assert not JoinDraft.objects.exists()
    assert not Organisation.objects.exists()
    assert "髙原 こどもの居場所の会" in text("join_received").mail


def test_sending_twice_is_one_application(client):
    confirm = fill_in(client)

    first, second = client.post(confirm), client.post(confirm)

    assert first.url == second.url == client.get(confirm).url
    assert client.get(confirm.replace("confirm/", "")).url == first.url
    assert JoinApplication.objects.count() == Person.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"org_name": ""}, "団体の名前を入力してください。"),
        ({"org_name": "会" * 5000}, "100文字以内で入力してください（いま5000文字）。"),
        ({"org_kana": ""}, "ふりがなを入力してください。"),
        ({"kind": "church"}, "一覧の中から選び直してください。"),
        ({"fields_of_work": []}, "活動の分野を選んでください。"),
        ({"fields_of_work": ["food", "children", "young", "health"]}, "三つまで選んでください（いま4個）。"),
        ({"website": "javascript:alert(1)"}, "Webサイトのアドレスを確かめてください。"),
        ({"website": "ftp://example.org/"}, "Webサイトのアドレスを確かめてください。"),
        ({"email": ""}, "メールでの連絡を希望するときは、メールアドレスを入力してください。"),
    ],
)
def test_mistake_is_said_beside_the_field_and_nothing_is_lost(changes, message, client):
    answer = client.post(FORM, TYPED | changes)

    content = answer.content.decode()
    assert message in content
    assert "エラー：" in content
    kept = {key: value for key, value in TYPED.items() if key not in changes and isinstance(value, str)}
    assert all(value in content for value in kept.values())
    assert "no-store" in answer["Cache-Control"]
    assert not JoinDraft.objects.exists()


def test_going_back_keeps_what_was_typed(client):
    edit = fill_in(client).replace("confirm/", "")

    before = client.get(edit).content.decode()
    confirm = client.post(edit, TYPED | {"org_name": "別の会"}).url

    assert 'value="food" class="checkbox" checked' in before or 'value="food"' in before
    assert before.count("checked") == 4  # kind, two fields of work, way of contact
    assert "別の会" in client.get(confirm).content.decode()
    assert JoinDraft.objects.count() == 1


def test_draft_of_yesterday_is_gone(client):
    confirm = fill_in(client)

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert client.get(confirm).status_code == 404
        assert JoinDraft.objects.clear_old() == 1


@pytest.mark.parametrize("path", ["form/x/", "form/x/confirm/", "receipt/x/", "form/%00/", "receipt/%00/"])
def test_unknown_token_is_not_found(path, client):
    assert client.get(f"{FORM}{path}").status_code == 404


def test_pages_set_no_cookie_and_are_not_indexed(client):
    confirm = fill_in(client)
    make_application("key")

    for path in (FORM, confirm, f"{FORM}receipt/key/"):
        answer = client.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert '<meta name="robots" content="noindex">' in answer.content.decode()


# --- staff decide ---------------------------------------------------------------------------------------------


def test_accepting_makes_a_page_and_invites_the_applicant(staff, client):
    application = make_application()

    organisation = accept(application, staff)

    application.refresh_from_db()
    assert (application.state, application.organisation) == ("accepted", organisation)
    page = client.get("/orgs/takahara/").content.decode()
    assert "毎週土曜日に夕ごはんを出しています。" in page
    assert "髙橋 花子" not in page
    invitation = organisation.invitations.get()
    assert (invitation.email, invitation.role, invitation.person) == (
        "hanako@example.com",
        "manager",
        application.contact,
    )
    assert "ようこそ。" in text("join_accepted").mail
    assert "/orgs/invitation/" in text("invited").mail
    with pytest.raises(NoLongerTrue):
        text("join_received")
    assert list(organisation.steps.values_list("verb", flat=True)) == ["joined", "published", "invited"]


def test_applicant_without_mail_becomes_a_manager_for_whom_the_office_acts(staff):
    application = make_application(
        contact={"email": "", "contact_wish": "telephone", "telephone": "0857112233"}
    )

    organisation = accept(application, staff)

    membership = organisation.memberships.get()
    assert (membership.person, membership.user, membership.role) == (application.contact, None, "manager")
    assert not organisation.invitations.exists()
    assert CallListLine.objects.count() == 2  # received, accepted
    assert "事務局で入れます" in text("join_accepted").call


def test_invitation_goes_by_mail_to_somebody_who_wishes_calls(staff):
    application = make_application(contact={"contact_wish": "telephone", "telephone": "0857112233"})

    accept(application, staff)

    assert set(OutboxMail.objects.values_list("message__kind", flat=True)) == {"platform_orgs.invited"}


def test_accepting_once_and_under_a_free_address(staff):
    make_organisation(slug="takahara")
    application = make_application()

    with pytest.raises(AddressTaken):
        accept(application, staff)
    organisation = accept(application, staff, slug="takahara-2")
    application.refresh_from_db()
    with pytest.raises(ApplicationIsDecided):
        accept(application, staff, slug="takahara-3")

    assert Organisation.objects.get(name=application.name) == organisation


def test_who_had_left_comes_back_under_the_old_address(staff, organisation, org_manager):
    actions.end(
        organisation_id=organisation.pk, state="left", on=timezone.localdate(), reason="多忙", by=staff
    )
    application = make_application(name="見本の会")

    revived = accept(application, staff, slug="ignored", revives_id=organisation.pk)

    assert (revived.pk, revived.state, revived.slug) == (organisation.pk, "active", "mihon")
    assert not Membership.objects.live().exists()  # the invitation has not been accepted yet
    assert revived.invitations.get().email == "hanako@example.com"


def test_declining_tells_the_words_by_the_applicants_way(staff):
    application = make_application()

    with pytest.raises(ReasonMissing):
        actions.decline_application(application_id=application.pk, answer=" ", by=staff, revision=0)
    actions.decline_application(application_id=application.pk, answer="個人の方です。", by=staff, revision=0)

    assert "個人の方です。" in text("join_declined").mail
    assert JoinApplication.objects.get().state == "declined"
    assert not Organisation.objects.exists()


def test_declining_what_was_said_on_the_telephone_sends_nothing(staff):
    application = make_application()
    OutboxMail.objects.all().delete()

    actions.decline_application(
        application_id=application.pk, answer="個人の方です。", by=staff, revision=0, told=True
    )

    assert not OutboxMail.objects.exists()


def test_merged_person_keeps_the_application(manager):
    application = make_application()
    keep = make_person()

    merge_people(keep_id=keep.pk, drop_id=application.contact_id, by=manager)

    application.refresh_from_db()
    assert application.contact == keep


@pytest.mark.django_db(transaction=True)
def test_application_sent_twice_at_once_is_one():
    make_office()

    found = at_once([lambda: make_application("same").pk for _ in range(2)])

    assert len(set(found)) == 1
    assert JoinApplication.objects.count() == Message.objects.count() == Person.objects.count() == 1
