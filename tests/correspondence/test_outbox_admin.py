import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.bookings.links import booking_url
from portal.correspondence import kinds, outbox
from portal.correspondence.kinds import MessageKind, Text
from portal.correspondence.models import CallListLine, OutboxMail
from portal.people.actions import handle_with_care
from tests.correspondence.telling import mail_to
from tests.factories import make_booking, make_person, make_training, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/correspondence/outboxmail/"


def page_of(mail):
    return reverse("admin:correspondence_outboxmail_change", args=[mail.pk])


def press_of(mail, press="not-received"):
    return reverse("admin:correspondence_outboxmail_press", args=[mail.pk, press])


@pytest.fixture
def sent(subject):
    mail = mail_to(subject)
    outbox.send_due()
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("count", [1, 3])
def test_outbox_list_costs_the_same_for_any_number(staff_client, subject, count, django_assert_num_queries):
    for _ in range(count):
        mail_to(subject, recipient=make_person(name="見本 花子", email="a@example.com", contact_wish="mail"))

    # session, user, rights of the user, rights of the groups,
    # counts by state, failed, count of rows, rows
    with django_assert_num_queries(8):
        page = staff_client.get(LIST)

    assert page.content.decode().count("見本 花子") == count


def test_outbox_list_says_how_many_need_somebody(staff_client, subject, sent):
    unknown, failed = mail_to(subject), mail_to(subject)
    mail_to(subject)
    OutboxMail.objects.filter(pk=unknown.pk).update(state="unknown")
    OutboxMail.objects.filter(pk=failed.pk).update(state="failed")

    page = staff_client.get(LIST)
    needing = staff_client.get(LIST + "?attention=yes")

    assert page.context["counts"] == {"queued": 1, "unknown": 1, "failed": 1}
    assert set(needing.context["cl"].result_list) == {unknown, failed}


def test_mail_page_shows_what_would_go_out_and_then_what_went_out(staff_client, subject):
    person = make_person(name="{% foo %} O'Brien & <b>", email="a@example.com", contact_wish="mail")
    mail = mail_to(subject, recipient=person)

    before = staff_client.get(page_of(mail)).content.decode()
    outbox.send_due()
    person.name = "別の名前"
    person.save()
    after = staff_client.get(page_of(mail)).content.decode()

    assert "送る内容（いま送るとしたら）" in before
    assert "{% foo %} O&#x27;Brien &amp; &lt;b&gt; 様" in before
    assert "送った内容" in after
    assert "{% foo %} O&#x27;Brien &amp; &lt;b&gt; 様" in after


@pytest.fixture
def booking_link():
    """A kind whose mail holds a link that only the recipient should have."""
    url = booking_url(make_booking(make_training()))
    kinds.register(MessageKind("tests.link", "リンク", lambda message: Text("s", f"開く：{url}\n", "c")))
    yield url
    kinds.unregister("tests.link")


@pytest.mark.parametrize("is_sent", [False, True])
@pytest.mark.parametrize("is_demo", [False, True])
def test_mail_page_shows_private_links_in_the_demo_only(
    staff_client, subject, booking_link, settings, is_demo, is_sent
):
    settings.DEMO = is_demo
    mail = mail_to(subject, kind="tests.link")
    if is_sent:
        outbox.send_due()

    page = staff_client.get(page_of(mail)).content.decode()

    token = booking_link.rstrip("/").rpartition("/")[2]
    assert (token in page, "〔本人だけの番号〕" in page) == (is_demo, not is_demo)
    assert token not in OutboxMail.objects.get().sent_text


def test_mail_page_of_what_is_no_longer_true_says_so(staff_client, subject):
    mail = mail_to(subject, kind="tests.overtaken")

    assert "もう要らなくなった" in staff_client.get(page_of(mail)).content.decode()


def test_mail_pressed_not_received_asks_back_and_then_calls(staff_client, staff, sent):
    asked = staff_client.post(press_of(sent))
    assert "電話する相手の一覧に載せます" in asked.content.decode()
    assert not CallListLine.objects.exists()

    answer = staff_client.post(press_of(sent), {"confirmed": "yes"})

    assert (answer.status_code, answer.url) == (302, page_of(sent))
    assert CallListLine.objects.get().message == sent.message
    assert LogEntry.objects.get().change_message == "届いていない"


def test_mail_pressed_twice_says_that_somebody_did_it_already(staff_client, sent):
    staff_client.post(press_of(sent), {"confirmed": "yes"})

    answer = staff_client.post(press_of(sent), {"confirmed": "yes"}, follow=True)

    assert "ほかの職員が先に済ませました" in answer.content.decode()
    assert CallListLine.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("queued", []),
        ("sent", ["not-received"]),
        ("failed", ["send-again"]),
        ("unknown", ["not-received", "received", "send-again"]),
        ("withdrawn", []),
    ],
)
def test_mail_page_offers_what_makes_sense(staff_client, subject, state, expected):
    mail = mail_to(subject)
    OutboxMail.objects.update(state=state)

    page = staff_client.get(page_of(mail))

    assert [name for name, _ in page.context["presses"]] == expected


def test_mail_page_offers_to_send_the_latest_mail_again_after_it_was_missing(staff_client, sent):
    staff_client.post(press_of(sent), {"confirmed": "yes"})
    assert [name for name, _ in staff_client.get(page_of(sent)).context["presses"]] == ["send-again"]

    staff_client.post(press_of(sent, "send-again"), {"confirmed": "yes"})

    assert OutboxMail.objects.filter(state="queued").count() == 1
    assert staff_client.get(page_of(sent)).context["presses"] == []


def test_mail_press_climbs_the_ladder(staff_client, stranger_client, sent):
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_outboxmail"))
    reader_client = Client()
    reader_client.force_login(reader)

    answers = {
        "reader": reader_client.post(press_of(sent), {"confirmed": "yes"}).status_code,
        "reader's page": reader_client.get(page_of(sent)).status_code,
        "stranger": stranger_client.post(press_of(sent), {"confirmed": "yes"}).url.partition("?")[0],
        "anonymous": Client().post(press_of(sent), {"confirmed": "yes"}).url.partition("?")[0],
        "get": staff_client.get(press_of(sent)).status_code,
        "nobody's mail": staff_client.post(press_of(OutboxMail(pk=0)), {"confirmed": "yes"}).status_code,
    }

    assert answers == {
        "reader": 403,
        "reader's page": 200,
        "stranger": "/admin/login/",
        "anonymous": "/admin/login/",
        "get": 405,
        "nobody's mail": 404,
    }
    assert not CallListLine.objects.exists()


@pytest.mark.parametrize("path", ["", "{pk}/change/"])
def test_outbox_pages_are_for_staff_with_the_right(stranger_client, sent, path):
    nobody = make_user(is_staff=True)
    client = Client()
    client.force_login(nobody)
    url = LIST + path.format(pk=sent.pk)

    assert client.get(url).status_code == 403
    assert stranger_client.get(url).status_code == 302
    assert Client().get(url).status_code == 302


def test_outbox_has_no_stock_form_that_writes(manager_client, sent):
    answers = [
        manager_client.post(page_of(sent), {"state": "queued"}).status_code,
        manager_client.post(LIST + "add/", {}).status_code,
        manager_client.post(f"{LIST}{sent.pk}/delete/", {"post": "yes"}).status_code,
        manager_client.post(LIST, {"action": "delete_selected", "_selected_action": [sent.pk]}).status_code,
    ]

    assert answers == [405, 403, 403, 200]
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_mail_to_who_is_handled_with_care_shows_no_address_and_is_not_found_by_parts_of_it(
    staff_client, subject, mailoutbox
):
    mail = mail_to(
        subject, recipient=make_person(name="秘密 花子", email="secret@example.com", contact_wish="mail")
    )
    outbox.send_due()
    assert "secret@example.com" in staff_client.get(LIST, {"q": "secret@"}).content.decode()

    handle_with_care(person=mail.message.recipient, by=make_user())

    assert not staff_client.get(LIST, {"q": "secret@"}).context["cl"].result_list
    by_name = staff_client.get(LIST, {"q": "秘密"}).content.decode()
    page = staff_client.get(
        reverse("admin:correspondence_outboxmail_change", args=[mail.pk])
    ).content.decode()
    for html in (by_name, page):
        assert "秘密 花子" in html
        assert "取扱注意" in html
        assert "secret@example.com" not in html
