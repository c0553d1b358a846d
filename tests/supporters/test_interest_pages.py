"""研修のお知らせ for the public: the form, the mail that asks, the button that confirms, and leaving."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.correspondence import outbox
from portal.correspondence.kinds import render
from portal.correspondence.models import CallListLine, Message
from portal.people.actions import mark_died, mark_do_not_contact, mark_moved_away
from portal.people.models import Person
from supporters.interest.actions import NAMELESS
from supporters.interest.links import confirm_url, leave_url
from supporters.interest.models import Interest
from tests.factories import make_training

pytestmark = pytest.mark.django_db

FORM = "/supporters/interest/"


@pytest.fixture(autouse=True)
def office_exists(office):
    """Pages and texts name the office."""


def path(url):
    return re.sub(r"^https?://[^/]+", "", url)


def ask(client, **typed):
    return client.post(FORM, {"email": "hanako@example.com"} | typed)


def in_(**time):
    return time_machine.travel(timezone.now() + datetime.timedelta(**time), tick=False)


def test_address_is_asked_and_counts_after_the_button_only(client):
    answer = ask(client)

    interest = Interest.objects.get()
    assert answer.url == "/supporters/interest/mailed/"
    assert (interest.state, interest.channel, interest.confirmed_at) == ("waiting", "web", None)
    assert (interest.person.name, interest.person.contact_wish) == (NAMELESS, "mail")
    mail = render(Message.objects.get())
    link = re.search(r"https?://\S+/supporters/interest/confirm/\S+", mail.mail)[0]
    assert mail.subject == "お知らせの登録の確認"

    shown = client.get(path(link))
    interest.refresh_from_db()
    assert interest.state == "waiting"  # opening the link, as mail scanners do, changes nothing
    assert "お知らせを受け取る" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]

    done = client.post(path(link), follow=True)
    again = client.post(path(link), follow=True)
    interest.refresh_from_db()
    assert interest.state == "confirmed"
    assert interest.confirmed_at is not None
    assert "登録が終わりました" in done.content.decode()
    assert again.content == done.content


def test_telephone_counts_at_once_and_no_message_goes_out(client):
    answer = ask(client, email="", telephone="０８５７-11-2233", name="髙橋 花子")

    interest = Interest.objects.get()
    assert answer.url == "/supporters/interest/listed/"
    assert (interest.state, interest.person.telephone) == ("confirmed", "0857112233")
    assert (interest.person.name, interest.person.contact_wish) == ("髙橋 花子", "telephone")
    assert not Message.objects.exists()


def test_same_address_says_the_same_and_changes_nothing_that_is_known(client):
    first = ask(client, name="髙橋 花子")
    with in_(minutes=10):
        second = ask(client, email="HANAKO@example.com", name="別の 名前")
    client.post(path(confirm_url(Interest.objects.get())))
    with in_(minutes=20):
        third = ask(client)

    assert first.url == second.url == third.url
    assert Interest.objects.count() == Person.objects.count() == 1
    assert Person.objects.get().name == "髙橋 花子"
    assert Message.objects.count() == 3
    latest = render(Message.objects.order_by("pk").last()).mail
    assert "すでにお届けすることになっています" in latest
    assert "/interest/leave/" in latest
    assert "/interest/confirm/" not in latest


def test_mail_to_confirm_does_not_fill_somebody_elses_box(client):
    for minutes in (0, 1, 10, 20, 30, 40):
        with in_(minutes=minutes):
            ask(client)
    with in_(hours=25):
        ask(client)

    assert Message.objects.count() == 4  # three on the first day, not within two minutes; one on the next


def test_mail_to_confirm_that_cannot_be_sent_calls_nobody(client, settings):
    ask(client)
    Person.objects.update(email="")

    outbox.send_due()

    assert not CallListLine.objects.exists()
    assert Message.objects.get().withdrawn_at is not None


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"email": ""}, "メールアドレスか電話番号の、どちらか一つを入力してください。"),
        ({"email": "hanako"}, "メールアドレス"),
        ({"email": "", "telephone": "12"}, "電話番号"),
        ({"email": "hanako@gmail.con"}, "「hanako@gmail.com」ではありませんか"),
    ],
)
def test_mistake_is_said_beside_the_field_and_makes_nobody(client, typed, message):
    answer = ask(client, **typed, name="髙橋 花子")

    content = answer.content.decode()
    assert message in content
    assert "エラー：" in content
    assert "髙橋 花子" in content
    assert "no-store" in answer["Cache-Control"]
    assert not Person.objects.exists()


def test_odd_address_is_taken_when_it_is_meant(client):
    shown = ask(client, email="hanako@gmail.con")

    answer = ask(client, email="hanako@gmail.con", sure_of=shown.context["form"]["sure_of"].value())

    assert answer.status_code == 302
    assert Person.objects.get().email == "hanako@gmail.con"


def test_leaving_takes_a_button_and_works_twice(client):
    ask(client)
    interest = Interest.objects.get()
    client.post(path(confirm_url(interest)))
    leave = path(leave_url(interest))

    shown = client.get(leave)
    interest.refresh_from_db()
    assert interest.state == "confirmed"
    assert "お知らせをやめますか" in shown.content.decode()

    done = client.post(leave)
    again = client.post(leave)
    interest.refresh_from_db()
    assert (interest.state, interest.end_reason) == ("ended", "left")
    assert "お知らせをやめました" in done.content.decode()
    assert again.status_code == 200
    assert "やめています" in client.post(path(confirm_url(interest)), follow=True).content.decode()


def test_one_click_of_a_mail_programme_leaves_without_cookie_or_redirect():
    client = Client(enforce_csrf_checks=True)
    ask(client)
    interest = Interest.objects.get()
    client.post(path(confirm_url(interest)))

    answer = client.post(path(leave_url(interest)), {"List-Unsubscribe": "One-Click"})

    interest.refresh_from_db()
    assert (answer.status_code, interest.state) == (200, "ended")
    assert not answer.cookies


def test_who_left_and_asks_again_confirms_again(client):
    ask(client)
    interest = Interest.objects.get()
    client.post(path(confirm_url(interest)))
    client.post(path(leave_url(interest)))

    with in_(minutes=5):
        ask(client)
        interest.refresh_from_db()
        assert (interest.state, interest.end_reason) == ("waiting", "")
        client.post(path(confirm_url(interest)))

    interest.refresh_from_db()
    assert interest.state == "confirmed"


@pytest.mark.parametrize("page", ["confirm", "leave"])
def test_link_for_one_purpose_opens_nothing_else(client, page):
    ask(client)
    interest = Interest.objects.get()
    links = {"confirm": path(confirm_url(interest)), "leave": path(leave_url(interest))}
    other = links["leave" if page == "confirm" else "confirm"].split("/")[-2]

    for token in (other, "x", "1.x", "%00", links[page].split("/")[-2][:-1]):
        for method in (client.get, client.post):
            assert method(f"/supporters/interest/{page}/{token}/").status_code == 404
    assert client.get(links[page]).status_code == 200


def test_pages_set_no_cookie_and_refuse_other_methods(client):
    ask(client)
    interest = Interest.objects.get()

    for address in (
        FORM,
        f"{FORM}mailed/",
        f"{FORM}listed/",
        path(confirm_url(interest)),
        path(leave_url(interest)),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert client.put(address).status_code == 405
    for address in (f"{FORM}mailed/", f"{FORM}listed/"):
        assert client.post(address).status_code == 405


def test_form_is_kept_for_everybody(client, settings, django_assert_num_queries):
    settings.PAGE_CACHE_SECONDS = 60
    client.get(FORM)

    with django_assert_num_queries(0):
        assert client.get(FORM).status_code == 200


def test_pages_about_trainings_lead_to_the_form(client):
    make_training(slug="full", capacity=0)
    make_training(slug="closed", closes_at=timezone.now() - datetime.timedelta(hours=1))
    make_training(slug="free")
    make_training(slug="private", capacity=0, is_listed=False)
    link = f'href="{FORM}"'

    for address in (
        "/supporters/",
        "/supporters/apply/",
        "/trainings/",
        "/trainings/full/",
        "/trainings/closed/",
    ):
        assert link in client.get(address).content.decode(), address
    for address in ("/trainings/free/", "/trainings/private/"):
        assert link not in client.get(address).content.decode(), address


@pytest.mark.parametrize("mark", [mark_died, mark_moved_away, mark_do_not_contact])
@pytest.mark.parametrize("typed", [{}, {"email": "", "telephone": "0857000001"}])
def test_who_shares_the_address_of_somebody_who_hears_no_more_is_somebody_else(client, staff, mark, typed):
    ask(client, **typed)
    gone = Interest.objects.get()
    mark(person=gone.person, by=staff)

    ask(client, **typed)

    gone.refresh_from_db()
    assert gone.state == "ended"
    interest = Interest.objects.live().get()
    assert interest.person != gone.person
    assert Message.objects.filter(subject_id=interest.pk).count() == (0 if typed else 1)
