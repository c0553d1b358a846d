"""出前講座 for the public: form, confirmation, receipt."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from portal.people.models import Person
from tests.trainings.visits import TYPED, make_visit
from trainings.visits.models import VisitDraft, VisitRequest

pytestmark = pytest.mark.django_db

FORM = "/trainings/visits/form/"


def fill_in(client, **changes):
    """Up to the confirmation; its address."""
    answer = client.post(FORM, TYPED | changes)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def test_group_asks_and_gets_a_receipt(client, office):
    confirm = fill_in(client)
    shown = client.get(confirm).content.decode()
    answer = client.post(confirm)
    receipt = client.get(answer.url)

    visit = VisitRequest.objects.select_related("contact").get()
    assert "まだ送っていません" in shown
    assert "0857-11-2233" in shown
    assert (visit.group_name, visit.people, visit.state) == ("見本町 ふれあいサロン", 15, "new")
    assert visit.wishes() == ["1月20日の午前", "2月の平日の夜"]
    assert (visit.contact.name, visit.contact.kana) == ("髙橋 花子", "タカハシ　ハナコ")
    assert visit.contact.telephone == "0857112233"
    content = receipt.content.decode()
    assert "日にちや内容は、まだ決まっていません" in content
    assert "1月20日の午前" in content
    assert "112233" not in content
    assert "11-2233" not in content
    assert "no-store" in receipt["Cache-Control"]
    assert not VisitDraft.objects.exists()


def test_sending_twice_is_one_request(client, office):
    confirm = fill_in(client)

    first, second = client.post(confirm), client.post(confirm)

    assert first.url == second.url
    assert VisitRequest.objects.count() == Person.objects.count() == 1
    assert client.get(confirm).url == first.url
    assert client.get(confirm.replace("confirm/", "")).url == first.url


def test_names_stay_as_they_were_written(client, office):
    name = "葛󠄀城 \ufa19子 𠮷"
    client.post(fill_in(client, name=name, group_name=name))

    visit = VisitRequest.objects.select_related("contact").get()
    assert visit.contact.name == visit.group_name == name


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"group_name": ""}, "団体の名前を入力してください。"),
        ({"people": "0"}, "人数は、1人から1000人までで入力してください。"),
        ({"people": "十五"}, "数字で入力してください。"),
        ({"telephone": ""}, "電話での連絡を希望するときは、電話番号を入力してください。"),
        ({"kana": ""}, "ふりがなを入力してください。"),
        ({"wish_1": ""}, "第1希望の日時を入力してください。"),
    ],
)
def test_mistake_is_said_beside_the_field_and_nothing_is_lost(changes, message, client, office):
    answer = client.post(FORM, TYPED | changes)

    content = answer.content.decode()
    assert message in content
    assert "エラー：" in content
    kept = {key: value for key, value in TYPED.items() if key not in changes}
    assert all(value in content for value in kept.values())
    assert "no-store" in answer["Cache-Control"]
    assert not VisitDraft.objects.exists()


def test_going_back_keeps_what_was_typed(client, office):
    edit = fill_in(client).replace("confirm/", "")

    before = client.get(edit).content.decode()
    confirm = client.post(edit, TYPED | {"group_name": "別の会"}).url

    assert "見本町 ふれあいサロン" in before
    assert "別の会" in client.get(confirm).content.decode()
    assert VisitDraft.objects.count() == 1


def test_draft_of_yesterday_is_gone(client, office):
    confirm = fill_in(client)

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert client.get(confirm).status_code == 404
        assert VisitDraft.objects.clear_old() == 1


@pytest.mark.parametrize("path", ["form/x/", "form/x/confirm/", "receipt/x/", "form/%00/", "receipt/%00/"])
def test_unknown_token_is_not_found(path, client, office):
    assert client.get(f"/trainings/visits/{path}").status_code == 404


def test_pages_set_no_cookie_and_are_not_indexed(client, office):
    confirm = fill_in(client)
    make_visit("key")

    for path in (FORM, confirm, "/trainings/visits/receipt/key/"):
        answer = client.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_training_list_leads_to_the_visits(client, office):
    assert 'href="/trainings/visits/"' in client.get("/trainings/").content.decode()
    assert f'href="{FORM}"' in client.get("/trainings/visits/").content.decode()
