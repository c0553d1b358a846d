"""気になる人がいる for the public: two ways to tell, one question back, a receipt that promises when it is read."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import escape

from portal.correspondence.models import CallListLine
from portal.office.models import HelplineHours
from portal.people.models import Person
from supporters.concerns.drafts import clear_drafts, draft_for_supporter
from supporters.concerns.forms import WriteForm
from supporters.models import Concern, ConcernDraft, ConcernReporter
from tests.documents import reading
from tests.factories import local, make_helpline, make_person
from tests.supporters.concerns import CALL, TYPED, make_call, make_concern

pytestmark = pytest.mark.django_db

WRITE = "/supporters/concerns/new/write/"
TELEPHONE = "/supporters/concerns/new/call/"
MONDAY_MORNING = local(2026, 12, 7, 10)
SATURDAY = local(2026, 12, 5, 10)


def fill_in(client, path=WRITE, **changes):
    """Up to the confirmation; its address."""
    answer = client.post(path, (TYPED if path == WRITE else CALL) | changes)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def send(client, path=WRITE, **changes):
    """Up to the receipt; the page."""
    return client.get(client.post(fill_in(client, path, **changes)).url)


@time_machine.travel(MONDAY_MORNING, tick=False)
def test_neighbour_tells_without_a_name_and_gets_a_number(client, office):
    confirm = fill_in(client)
    shown = client.get(confirm).content.decode()
    receipt = client.get(client.post(confirm).url)

    concern = Concern.objects.get()
    assert "まだ送っていません" in shown
    assert "お名前や住所が入っているようです" not in shown
    assert (concern.way, concern.relation, concern.urgency, concern.state) == (
        "written",
        "neighbour",
        "days",
        "new",
    )
    assert concern.what == TYPED["what"]
    assert (concern.names_kept, concern.wants_answer) == (False, False)
    assert not ConcernReporter.objects.exists()
    assert not Person.objects.exists()
    content = receipt.content.decode()
    assert f"{concern.receipt_number[:4]}-{concern.receipt_number[4:]}" in content
    assert "2026年12月8日（火）17:15" in content
    assert "新聞" not in content
    assert "no-store" in receipt["Cache-Control"]
    assert not ConcernDraft.objects.exists()


def test_telephone_wish_goes_to_the_call_list_and_nothing_else_is_asked(client, office):
    content = send(client, TELEPHONE, name="秘密 花子").content.decode()

    concern = Concern.objects.select_related("reporter").get()
    line = CallListLine.objects.select_related("message__recipient").get()
    person = line.message.recipient
    assert (concern.way, concern.what, concern.wants_answer) == ("call", "", True)
    assert (concern.reporter.name, concern.reporter.telephone) == ("秘密 花子", "0857511111")
    assert (person.telephone, person.best_time, person.is_contact_only) == ("0857511111", "平日の午前", True)
    assert "秘密" not in person.name
    assert "そのあと、知らせてくださった番号へお電話します。" in content
    assert "0857" not in content.partition("</main>")[0].partition("<main")[2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("隣の見本さんが心配です", "見本さん"),
        ("電話は０８５７ー５１ー０００１です", "0857-51-0001"),
        ("見本町3丁目１５番地の人", "3丁目15"),
    ],
)
def test_name_number_or_address_is_asked_about_once_then_accepted_and_remembered(text, found, client, office):
    confirm = fill_in(client, what=text)

    asked = client.get(confirm).content.decode()
    client.post(confirm)

    assert "お名前や住所が入っているようです" in asked
    assert found in asked
    concern = Concern.objects.get()
    assert (concern.what, concern.names_kept) == (text, True)


@pytest.mark.parametrize("path", [WRITE, TELEPHONE])
def test_sending_twice_is_one_worry(path, client, office):
    confirm = fill_in(client, path)

    first, second = client.post(confirm), client.post(confirm)

    assert first.url == second.url
    assert Concern.objects.count() == 1
    assert Person.objects.count() == (path == TELEPHONE)
    assert client.get(confirm).url == first.url
    assert client.get(confirm.replace("confirm/", "")).url == first.url


@pytest.mark.parametrize(
    ("path", "changes", "message"),
    [
        (WRITE, {"what": ""}, "気になっていることを入力してください。"),
        (WRITE, {"relation": ""}, "その人は、あなたにとってを選んでください。"),
        (WRITE, {"relation": "wrong"}, "一覧の中から選び直してください。"),
        (WRITE, {"answer_wish": "mail"}, "メールで返事がほしいときは、メールアドレスを入力してください。"),
        (WRITE, {"answer_wish": "telephone"}, "電話で返事がほしいときは、電話番号を入力してください。"),
        (WRITE, {"answer_wish": "fax"}, "FAXで返事がほしいときは、FAX番号を入力してください。"),
        (WRITE, {"answer_wish": "letter"}, "手紙で返事がほしいときは、あなたの住所を入力してください。"),
        (WRITE, {"what": "あ" * 2001}, "2000文字以内で入力してください（いま2001文字）。"),
        (TELEPHONE, {"telephone": ""}, "あなたの電話番号を入力してください。"),
        (TELEPHONE, {"telephone": "51-1111"}, "市外局番から"),
    ],
)
def test_mistake_is_said_beside_the_field_and_nothing_is_lost(path, changes, message, client, office):
    typed = TYPED if path == WRITE else CALL
    answer = client.post(path, typed | changes)

    content = answer.content.decode()
    assert message in content
    assert "エラー：" in content
    assert all(value in content for key, value in typed.items() if key not in changes)
    assert "no-store" in answer["Cache-Control"]
    assert not ConcernDraft.objects.exists()


@pytest.mark.parametrize(
    ("now", "urgency", "promised"),
    [
        (MONDAY_MORNING, "no_hurry", local(2026, 12, 8, 17, 15)),
        (MONDAY_MORNING, "today", local(2026, 12, 7, 17, 15)),
        (local(2026, 12, 7, 16, 30), "today", local(2026, 12, 8, 17, 15)),
        (SATURDAY, "no_hurry", local(2026, 12, 7, 17, 15)),
        (SATURDAY, "today", local(2026, 12, 7, 17, 15)),
        (local(2026, 12, 29, 10), "no_hurry", local(2027, 1, 4, 17, 15)),
    ],
)
def test_receipt_promises_by_when_it_is_read(now, urgency, promised, office):
    with time_machine.travel(now, tick=False):
        concern = make_concern(urgency=urgency)

    assert concern.read_by == promised


def hours_of_day(helpline):
    return HelplineHours.objects.create(
        helpline=helpline, weekdays=[0, 1, 2, 3, 4], opens_at=datetime.time(9), closes_at=datetime.time(17)
    )


def test_urgent_worry_at_night_shows_the_open_lines_and_by_day_the_telephone(client, office):
    make_helpline(name="夜の電話")
    hours_of_day(make_helpline(name="昼の電話", opening="hours"))

    with time_machine.travel(SATURDAY):
        night = send(client, urgency="today").content.decode()
        calm = send(client, urgency="no_hurry").content.decode()
    with time_machine.travel(MONDAY_MORNING):
        day = send(client, urgency="today").content.decode()

    assert "いまは受付時間の外です" in night
    assert "夜の電話" in night
    assert "昼の電話" not in night
    assert "夜の電話" not in calm
    assert "電話がいちばん早く伝わります" in day
    assert "夜の電話" not in day


def test_about_oneself_the_receipt_shows_who_listens(client, office):
    make_helpline(name="夜の電話")

    assert "夜の電話" in send(client, relation="self").content.decode()


def test_first_page_says_when_and_has_the_numbers_of_the_office_s_own_rows(client, office):
    make_helpline(topic="violence", name="虐待の電話", telephone="0120-000-189")
    make_helpline(topic="violence", name="むかしの電話", valid_until=datetime.date(2020, 1, 1))

    with time_machine.travel(SATURDAY):
        content = client.get("/supporters/concerns/new/").content.decode()

    assert "おそくとも<strong>2026年12月7日（月）17:15</strong>まで" in content
    assert "虐待の電話" in content
    assert "0120-000-189" in content
    assert "むかしの電話" not in content
    assert "だれが知らせたかは、法律で守られます" in content
    for address in (WRITE, TELEPHONE, "/supporters/concerns/danger/"):
        assert f'href="{address}"' in content


def test_sheet_for_the_pen_asks_what_the_form_asks(client, office):
    make_helpline(topic="violence", name="見本虐待相談", telephone="0857000099")
    page = client.get("/supporters/concerns/sheet/").content.decode()
    pdf = client.get("/supporters/concerns/sheet.pdf")

    asked = WriteForm.base_fields
    for name in ("what", "relation", "district", "urgency", "answer_wish"):
        assert escape(str(asked[name].label)) in page
    assert "見本虐待相談　0857-00-0099" in page
    text = re.sub(r"\s", "", reading.text(pdf.content))
    assert reading.is_accessible(pdf.content)
    assert reading.pages(pdf.content) == 1
    for words in ("気づき連絡票", "0857-00-0099", "119か110", "返事はいりません"):
        assert words in text
    assert "/supporters/concerns/sheet/" in client.get("/supporters/concerns/new/").content.decode()


def test_danger_stops_at_the_telephone(client, office):
    make_helpline(topic="listen", name="聞く電話", opening="unknown")

    content = client.get("/supporters/concerns/danger/").content.decode()

    assert 'href="tel:110"' in content
    assert 'href="tel:119"' in content
    assert "聞く電話" in content
    assert "<form" not in content


def test_going_back_keeps_what_was_typed(client, office):
    edit = fill_in(client).replace("confirm/", "")

    before = client.get(edit).content.decode()
    confirm = client.post(edit, TYPED | {"what": "別のこと"}).url

    assert TYPED["what"] in before
    assert "別のこと" in client.get(confirm).content.decode()
    assert ConcernDraft.objects.count() == 1


def test_draft_of_yesterday_is_gone(client, office):
    confirm = fill_in(client)

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert client.get(confirm).status_code == 404
        assert clear_drafts() == 1


@pytest.mark.parametrize(
    "path",
    ["form/x/", "form/x/confirm/", "receipt/x/", "form/%00/", "receipt/%00/", "answers/x/", "answers/%00/"],
)
def test_unknown_token_is_not_found(path, client, office):
    assert client.get(f"/supporters/concerns/{path}").status_code == 404


def test_pages_set_no_cookie_and_are_not_indexed(client, office):
    confirm = fill_in(client)
    receipt = make_concern().receipt

    for path in (WRITE, TELEPHONE, confirm, receipt):
        answer = client.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_form_for_a_supporter_says_already_who_writes_and_the_worry_is_known_as_theirs(client, office):
    person = make_person(name="見本 幸子", telephone="0857000077")
    draft = draft_for_supporter(person)
    edit = f"/supporters/concerns/form/{draft.token}/"

    form = client.get(edit).content.decode()
    confirm = client.post(edit, TYPED | {"relation": "supporter", "name": "見本 幸子"}).url
    client.post(confirm)

    assert "見本 幸子" in form
    assert "0857-00-0077" in form
    concern = Concern.objects.select_related("reporter").get()
    assert (concern.relation, concern.reporter.person) == ("supporter", person)


def test_home_help_and_contact_lead_here(client, office):
    for path in ("/", "/help/", "/contact/"):
        assert 'href="/supporters/concerns/new/"' in client.get(path).content.decode(), path


def test_receipt_of_a_call_does_not_say_the_number(client, office):
    concern = make_call()

    content = client.get(concern.receipt).content.decode()

    assert "51-1111" not in content
    assert "秘密" not in content
