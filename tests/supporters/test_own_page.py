"""わたしのページ: whose it is, what it shows, and what is pressed on it."""

import csv
import datetime
import io
import json

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.bookings.links import booking_token
from portal.bookings.models import Attendance, Booking
from portal.people.models import PersonNote
from supporters.actions import end
from supporters.importing.models import PastTraining, SupporterTraining
from supporters.models import Concern, ConcernDraft, EmailChange, Supporter
from tests.bookings.seats import apply_for
from tests.factories import (
    in_days,
    make_booking,
    make_person,
    make_place_kind,
    make_supporter,
    make_training,
    make_user,
)

pytestmark = pytest.mark.django_db

ADDRESS = "hanako@example.com"
ME = "/supporters/me/"
DATA = {
    "name": "見本 花子",
    "kana": "ミホン ハナコ",
    "contact_wish": "mail",
    "telephone": "0857000001",
    "fax": "",
    "postal_code": "",
    "address": "見本町1",
    "district": "",
    "best_time": "",
}


@pytest.fixture(autouse=True)
def clean(office):
    """Texts name the office; tries are counted in the cache."""
    cache.clear()


def signed_in(address=ADDRESS):
    client = Client()
    client.force_login(make_user(email=address, name="", password=None))
    return client


@pytest.fixture
def hanako():
    return make_supporter(
        number="2026-0007",
        person=make_person(
            name="見本 花子",
            kana="ミホン　ハナコ",
            email=ADDRESS,
            telephone="0857000001",
            contact_wish="mail",
            address="見本町1",
        ),
    )


@pytest.fixture
def own(hanako):
    return signed_in()


def text(answer):
    return answer.content.decode()


# --- whose page -------------------------------------------------------------------------------------------------

PAGES = ["", "data/", "email/", "end/", "data.csv", "data.json", "apply/f/"]
PRESSES = ["wishes/", "pause/", "resume/", "email/drop/"]


@pytest.mark.parametrize("path", [*PAGES, *PRESSES])
def test_page_opens_to_its_person_only(path, own, hanako):
    make_training(slug="f", course_kind="follow_up")
    ask = "post" if path in PRESSES else "get"
    stranger = signed_in("stranger@example.com")

    if path in PRESSES:
        assert own.get(ME + path).status_code == 405
        assert own.post(ME + path).url == ME
    else:
        answer = own.get(ME + path)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert own.put(ME + path).status_code == 405
    if path:
        assert getattr(stranger, ask)(ME + path).status_code == 404
    away = getattr(Client(), ask)(ME + path)
    assert away.status_code == 302
    assert away.url.startswith("/accounts/?next=")


def test_address_of_nobody_gets_a_kind_page():
    content = text(signed_in("nobody@example.com").get(ME))

    assert "見つかりません" in content
    assert "nobody@example.com" in content
    assert 'href="/supporters/"' in content


@pytest.mark.parametrize("state", ["ended", "died", "merged"])
def test_who_is_not_registered_any_more_has_no_page(state, own, hanako):
    assert "2026-0007" in text(own.get(ME))
    if state == "ended":
        Supporter.objects.update(state="ended", end_reason="wish")
    elif state == "died":
        hanako.person.has_died = True
        hanako.person.save()
    else:
        hanako.person.merged_into = make_person()
        hanako.person.save()

    assert "2026-0007" not in text(own.get(ME))
    assert own.get(f"{ME}data/").status_code == 404


@pytest.fixture
def taro(hanako):
    """Shares the address."""
    return make_supporter(number="2026-0008", person=make_person(name="見本 太郎", email=ADDRESS.upper()))


def test_shared_address_asks_for_the_number_once(own, hanako, taro):
    for path in ("", "data/", "email/", "end/", "data.csv"):
        assert own.get(ME + path).url == f"{ME}choose/"
    asked = text(own.get(f"{ME}choose/"))
    assert "見本" not in asked

    wrong = own.post(f"{ME}choose/", {"number": "2026-0009"})
    right = own.post(f"{ME}choose/", {"number": "２０２６－０００８"})
    page = text(own.get(ME))

    assert "開けませんでした" in text(wrong)
    assert right.url == ME
    assert "見本 太郎" in page
    assert "見本 花子" not in page
    assert "ほかの人のページへ" in page
    assert own.post(f"{ME}other/").url == ME
    assert own.get(ME).url == f"{ME}choose/"
    assert own.get(f"{ME}other/").status_code == 405


def test_page_asks_for_the_number_after_the_other_one_left(own, hanako, taro):
    end(supporter_id=hanako.pk)

    assert own.get(ME).url == f"{ME}choose/"
    own.post(f"{ME}choose/", {"number": "2026-0008"})
    page = text(own.get(ME))
    assert "見本 太郎" in page
    assert "ほかの人のページへ" not in page


def test_receipt_number_of_an_application_opens_the_page_too(own, hanako, taro):
    booking = make_booking(make_training(), contact=taro.person)
    foreign = make_booking(make_training())

    assert own.post(f"{ME}choose/", {"number": foreign.receipt_number}).status_code == 200
    own.post(f"{ME}choose/", {"number": booking.receipt_number})

    # Receipt numbers of tests carry no check digit; the real ones do.
    real = apply_for(make_training())
    real.attendees.update(person=taro.person)
    own.post(f"{ME}choose/", {"number": real.receipt_number})
    assert "見本 太郎" in text(own.get(ME))


def test_receipt_number_of_two_who_applied_together_opens_neither_page(own, hanako, taro):
    together = apply_for(make_training(), people=[hanako.person, taro.person])

    answer = own.post(f"{ME}choose/", {"number": together.receipt_number})

    assert "この番号では開けませんでした" in text(answer)
    assert own.get(ME).url == f"{ME}choose/"


def test_numbers_cannot_be_tried_out(own, hanako, taro):
    for _ in range(5):
        own.post(f"{ME}choose/", {"number": "0"})

    answer = own.post(f"{ME}choose/", {"number": "2026-0008"})

    assert "しばらくお待ちください" in text(answer)
    assert own.get(ME).url == f"{ME}choose/"


def test_choice_of_a_person_who_left_the_address_opens_nothing(own, hanako, taro):
    third = make_supporter(number="2026-0010", person=make_person(name="見本 三郎", email=ADDRESS))
    own.post(f"{ME}choose/", {"number": taro.number})
    assert "見本 太郎" in text(own.get(ME))
    taro.person.email = "taro@example.com"
    taro.person.save()

    assert own.get(ME).url == f"{ME}choose/"
    assert third.number not in text(own.get(f"{ME}choose/"))


# --- what it shows ----------------------------------------------------------------------------------------------


def test_page_shows_bookings_trainings_and_data_of_this_person_and_nobody_else(own, hanako):
    mine = make_booking(make_training(title="これからの研修"), contact=hanako.person)
    as_companion = make_booking(make_training(title="いっしょの研修"), people=2)
    as_companion.attendees.filter(position=2).update(person=hanako.person)
    past = make_training(title="受けた研修", starts_at=in_days(-30), state="closed")
    came = make_booking(past, contact=hanako.person)
    Attendance.objects.create(
        attendee=came.attendees.get(), date=past.dates.get(), status="present", marked_by=make_user()
    )
    make_booking(make_training(title="他人の研修"))

    content = text(own.get(ME))

    assert all(title in content for title in ("これからの研修", "いっしょの研修", "受けた研修", "見本町1"))
    assert "他人の研修" not in content
    assert f"/bookings/{booking_token(mine)}/" in content
    assert booking_token(as_companion) not in content


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three(count, own, hanako, django_assert_num_queries):
    for number in range(count):
        make_booking(make_training(), contact=hanako.person)
        make_training(course_kind="follow_up")
        old = PastTraining.objects.create(title=f"前の研修{number}")
        SupporterTraining.objects.create(supporter=hanako, training=old)
        past = make_training(starts_at=in_days(-30), state="closed")
        came = make_booking(past, contact=hanako.person)
        Attendance.objects.create(
            attendee=came.attendees.get(), date=past.dates.get(), status="present", marked_by=make_user()
        )

    # session, user; the supporters of the address; bookings, dates, attendees, offers, answers;
    # follow-up trainings, dates, changes, places; places of the past, dates, certificates; trainings from
    # before the portal; the office
    with django_assert_num_queries(17):
        own.get(ME)


def test_trainings_from_before_the_portal_stand_on_the_page_and_in_the_file(own, hanako):
    mine = PastTraining.objects.create(title="第1回養成研修", held_on=datetime.date(2022, 12, 10))
    PastTraining.objects.create(title="他人の前の研修")
    SupporterTraining.objects.create(supporter=hanako, training=mine)

    page, file = text(own.get(ME)), own.get(f"{ME}data.json").json()

    assert "2022年12月10日（土） 第1回養成研修" in page
    assert "他人の前の研修" not in page
    assert file["このサイトができる前の研修"] == [{"研修": "第1回養成研修", "日": "2022年12月10日（土）"}]


def test_first_page_of_the_account_leads_here(own, hanako):
    assert f'href="{ME}"' in text(own.get("/accounts/"))
    assert f'href="{ME}"' not in text(signed_in("nobody@example.com").get("/accounts/"))


# --- follow-up trainings ----------------------------------------------------------------------------------------


def test_follow_up_is_applied_for_in_one_step_and_needs_no_check(own, hanako):
    training = make_training(slug="f", title="続きの研修", course_kind="follow_up", eligibility="supporters")
    make_training(title="はじめての研修")
    page = text(own.get(ME))
    assert "続きの研修" in page
    assert "はじめての研修" not in page

    form = own.get(f"{ME}apply/f/")
    key = form.context["form"]["submission_key"].value()
    first = own.post(f"{ME}apply/f/", {"submission_key": key, "helpers": "1", "note": "よろしく"})
    second = own.post(f"{ME}apply/f/", {"submission_key": key, "helpers": "1"})

    booking = Booking.objects.get()
    assert first.url == reverse("bookings:receipt", args=[booking_token(booking)])
    assert second.url == reverse("bookings:detail", args=[booking_token(booking)])
    assert (booking.status, booking.supporter_number, booking.channel) == ("confirmed", "2026-0007", "web")
    assert (booking.contact, booking.helpers, booking.note) == (hanako.person, 1, "よろしく")
    assert booking.occasion_id == training.pk
    assert "サポーターのための研修" not in text(own.get(ME))


def test_public_application_still_waits_for_the_check_of_the_number():
    training = make_training(eligibility="supporters")

    booking = apply_for(training, supporter_number="2026-0007")

    assert (booking.status, booking.awaits) == ("received", "check")


def test_application_asks_how_to_take_part_only_where_there_is_a_choice(own, hanako):
    training = make_training(slug="f", course_kind="follow_up")
    assert "place_kind" not in own.get(f"{ME}apply/f/").context["form"].fields
    make_place_kind(training, 5, kind="online")

    answer = own.post(f"{ME}apply/f/", {"submission_key": "x"})

    assert "参加のしかたを選んでください。" in text(answer)
    assert not Booking.objects.exists()


@pytest.mark.parametrize("fields", [{"state": "planned"}, {"apply_by": "office"}])
def test_application_for_what_takes_none_is_not_found(fields, own, hanako):
    make_training(slug="f", course_kind="follow_up", **fields)

    assert own.get(f"{ME}apply/f/").status_code == 404
    assert own.get(f"{ME}apply/none/").status_code == 404


def test_application_after_the_window_says_so(own, hanako):
    make_training(slug="f", course_kind="follow_up", closes_at=in_days(-1))

    assert "申し込みの受付は終わりました" in text(own.get(f"{ME}apply/f/"))
    own.post(f"{ME}apply/f/", {"submission_key": "x", "helpers": "0"})
    assert not Booking.objects.exists()


def test_companion_of_a_party_gets_no_link_of_it(own, hanako):
    training = make_training(slug="f", course_kind="follow_up")
    party = make_booking(training, people=2)
    party.attendees.filter(position=2).update(person=hanako.person)

    assert own.get(f"{ME}apply/f/").url == ME


# --- my data ----------------------------------------------------------------------------------------------------


def test_data_are_corrected_and_the_office_finds_a_note(own, hanako):
    form = own.get(f"{ME}data/").context["form"]
    revision = form["revision"].value()

    answer = own.post(
        f"{ME}data/", DATA | {"revision": revision, "name": "葛󠄀城 花子", "telephone": "0857-00-0002"}
    )

    hanako.person.refresh_from_db()
    assert answer.url == ME
    assert (hanako.person.name, hanako.person.telephone) == ("葛󠄀城 花子", "0857000002")
    assert (hanako.person.email, hanako.person.revision) == (ADDRESS, revision + 1)
    note = PersonNote.objects.get()
    assert "お名前、電話番号" in note.text
    assert "葛" not in note.text


def test_saving_without_a_change_leaves_no_trace(own, hanako):
    own.post(f"{ME}data/", DATA | {"revision": 0})

    hanako.person.refresh_from_db()
    assert hanako.person.revision == 0
    assert not PersonNote.objects.exists()


def test_data_changed_meanwhile_are_shown_and_the_second_press_counts(own, hanako):
    hanako.person.address = "見本町2"
    hanako.person.revision = 1
    hanako.person.save()

    stale = own.post(f"{ME}data/", DATA | {"revision": 0, "address": "見本町3"})

    assert "まだ保存していません" in text(stale)
    assert "いまの登録：見本町2" in text(stale)
    assert "見本町3" in text(stale)
    revision = stale.context["form"]["revision"].value()
    own.post(f"{ME}data/", DATA | {"revision": revision, "address": "見本町3"})
    hanako.person.refresh_from_db()
    assert hanako.person.address == "見本町3"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "お名前を入力してください。"),
        ({"kana": ""}, "ふりがなを入力してください。"),
        ({"contact_wish": "fax"}, "FAX番号を入力してください。"),
        ({"telephone": "12"}, "電話番号"),
    ],
)
def test_mistake_in_the_data_is_said_beside_the_field(typed, message, own, hanako):
    answer = own.post(f"{ME}data/", DATA | {"revision": 0} | typed)

    assert message in text(answer)
    assert "エラー：" in text(answer)
    hanako.person.refresh_from_db()
    assert hanako.person.revision == 0


def test_download_holds_everything_that_is_theirs(own, hanako):
    hanako.person.address = "=見本町"
    hanako.person.save()
    make_booking(make_training(title="これからの研修"), contact=hanako.person)
    make_booking(make_training(title="他人の研修"))

    as_json = own.get(f"{ME}data.json")
    as_csv = own.get(f"{ME}data.csv")

    data = json.loads(as_json.content)
    assert data["登録"][0]["登録番号"] == "2026-0007"
    assert data["わたしの情報"][0]["お名前"] == "見本 花子"
    assert data["わたしの情報"][0]["住所"] == "=見本町"
    assert [each["研修・催し"] for each in data["申し込み"]] == ["これからの研修"]
    assert data["受けた研修"] == []
    rows = list(csv.reader(io.StringIO(as_csv.content.decode("utf-8-sig"))))
    assert ["わたしの情報", "住所", "'=見本町"] in rows
    assert "attachment" in as_csv["Content-Disposition"]
    assert own.get(f"{ME}data.exe").status_code == 404


# --- another mail address ---------------------------------------------------------------------------------------


def link():
    return mail.outbox[-1].body.split("http://127.0.0.1:8000")[1].split()[0]


def test_new_address_counts_when_its_owner_has_confirmed_it(own, hanako):
    own.post(f"{ME}email/", {"email": "new@example.com"})

    assert mail.outbox[-1].to == ["new@example.com"]
    hanako.person.refresh_from_db()
    assert hanako.person.email == ADDRESS
    assert "new@example.com" in text(own.get(f"{ME}email/"))

    elsewhere = Client(enforce_csrf_checks=True)
    assert "このアドレスに変える" in text(elsewhere.get(link()))
    hanako.person.refresh_from_db()
    assert hanako.person.email == ADDRESS
    confirm = link()
    done = elsewhere.post(confirm)

    hanako.person.refresh_from_db()
    assert "アドレスが変わりました" in text(done)
    assert (hanako.person.email, hanako.person.revision) == ("new@example.com", 1)
    assert mail.outbox[-1].to == [ADDRESS]
    assert "new@example.com" not in mail.outbox[-1].body
    assert elsewhere.get(confirm).status_code == elsewhere.post(confirm).status_code == 404
    assert "見つかりません" in text(own.get(ME))
    assert "見本 花子" in text(signed_in("new@example.com").get(ME))


def test_address_that_somebody_else_uses_is_allowed_and_looks_the_same(own, hanako):
    other = make_supporter(number="2026-0020", person=make_person(email="shared@example.com"))

    known = own.post(f"{ME}email/", {"email": "shared@example.com"}, follow=True)
    Client().post(link())

    assert other.number not in text(known)
    assert Supporter.objects.of_address("shared@example.com").count() == 2


def test_asking_again_makes_the_older_link_void_and_dropping_both(own, hanako):
    own.post(f"{ME}email/", {"email": "first@example.com"})
    first = link()
    own.post(f"{ME}email/", {"email": "second@example.com"})
    second = link()

    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    own.post(f"{ME}email/drop/")
    assert Client().get(second).status_code == 404
    assert not EmailChange.objects.exists()


@pytest.mark.parametrize(
    ("typed", "message"), [("", "入力してください"), (ADDRESS.upper(), "いまと同じ"), ("x", "メール")]
)
def test_mistake_in_the_address_sends_nothing(typed, message, own, hanako):
    assert message in text(own.post(f"{ME}email/", {"email": typed}))
    assert not mail.outbox


def test_addresses_cannot_be_filled_with_mails(own, hanako):
    for number in range(7):
        answer = own.post(f"{ME}email/", {"email": f"x{number}@example.com"})

    assert len(mail.outbox) == 5
    assert "しばらくお待ちください" in text(answer)


# --- wishes, rest, end ------------------------------------------------------------------------------------------


def test_wishes_are_what_was_ticked(own, hanako):
    own.post(f"{ME}wishes/", {"wants_news": "on"})

    hanako.refresh_from_db()
    assert (hanako.wants_follow_ups, hanako.wants_news, hanako.revision) == (False, True, 1)


def test_rest_and_return_are_one_press_each(own, hanako):
    own.post(f"{ME}pause/")
    hanako.refresh_from_db()
    assert hanako.state == "paused"
    assert "活動を再開する" in text(own.get(ME))

    own.post(f"{ME}resume/")
    hanako.refresh_from_db()
    assert hanako.state == "active"
    assert "お休みする" in text(own.get(ME))


def test_end_is_asked_once_and_closes_the_page(own, hanako):
    assert "登録をやめますか" in text(own.get(f"{ME}end/"))
    hanako.refresh_from_db()
    assert hanako.state == "active"

    done = own.post(f"{ME}end/")

    hanako.refresh_from_db()
    assert (hanako.state, hanako.end_reason) == ("ended", "wish")
    assert "登録が終わりました" in text(done)
    assert own.post(f"{ME}end/").status_code == 404


# --- telling the office ---


def _sent_from(own, about):
    """Presses through form and confirmation; returns the worry."""
    edit = own.post(f"{ME}concern/", {"about": about}).url
    form = own.get(edit).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields if form[name].value() is not None}
    typed = {name: value for name, value in typed.items() if value is not False}
    if "what" in form.fields:
        typed["what"] = "少し疲れました。"
    confirm = own.post(edit, typed).url
    own.post(confirm)
    return Concern.objects.get()


@pytest.mark.parametrize(("about", "relation"), [("noticed", "supporter"), ("tired", "self"), ("call", "")])
def test_worry_told_from_the_own_page_is_known_as_theirs(about, relation, own, hanako):
    concern = _sent_from(own, about)

    assert (concern.relation, concern.reporter.person, concern.reporter.name) == (
        relation,
        hanako.person,
        "見本 花子",
    )


def test_worries_are_told_by_pressing_only_and_in_known_ways(own, hanako):
    tired = {"about": "tired"}

    assert own.get(f"{ME}concern/").status_code == 405
    assert own.post(f"{ME}concern/", {"about": "other"}).status_code == 404
    assert signed_in("stranger@example.com").post(f"{ME}concern/", tired).status_code == 404
    assert Client().post(f"{ME}concern/", tired).url.startswith("/accounts/?next=")
    assert not ConcernDraft.objects.exists()
