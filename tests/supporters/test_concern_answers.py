"""The office's answers reach whoever told of a worry, and nobody else learns of them or of who that is."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.correspondence.kinds import render
from portal.correspondence.models import CallListLine, Message, OutboxMail, PaperItem
from portal.correspondence.outbox import send_due
from portal.desk.finding import find_people
from portal.people.life import stop_everything
from portal.people.models import Person, PersonMark
from supporters.concerns import actions
from supporters.concerns.links import answers_token
from supporters.models import Concern
from tests.factories import make_person, make_user
from tests.supporters.concerns import make_concern

pytestmark = pytest.mark.django_db

SECRET = "見守りの人が木曜にうかがいます"
MAIL = {"email": "himitsu@example.com", "name": "秘密 花子", "answer_wish": "mail"}
LETTER = {"address": "見本町9", "postal_code": "6800000", "name": "秘密 花子", "answer_wish": "letter"}


def answered(reporter, staff, **how):
    concern = make_concern(reporter=reporter)
    actions.answer(concern_id=concern.pk, text=SECRET, by=staff, revision=0, **how)
    return Concern.objects.get(pk=concern.pk)


def address(concern):
    return f"/supporters/concerns/answers/{answers_token(concern)}/"


def test_mail_says_only_that_there_is_an_answer(office, staff, mailoutbox):
    concern = answered(MAIL, staff)
    send_due()

    (mail,) = mailoutbox
    assert mail.to == ["himitsu@example.com"]
    assert mail.subject == "お返事のお知らせ"
    assert address(concern) in mail.body
    for hidden in (
        SECRET,
        "気づき",
        "秘密",
        concern.receipt_number,
        concern.receipt_number[:4] + "-",
        "新聞",
    ):
        assert hidden not in mail.body + mail.subject
    assert "〔本人だけの番号〕" in OutboxMail.objects.get().sent_text


def test_link_and_receipt_number_together_open_the_answer(office, staff, client):
    concern = answered(MAIL, staff)

    asked = client.get(address(concern))
    shown = client.post(address(concern), {"receipt_number": concern.receipt_number})

    assert SECRET not in asked.content.decode()
    assert SECRET in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert not shown.cookies


def test_wrong_numbers_open_nothing_and_close_the_page_in_the_end(office, staff, client):
    concern, other = answered(MAIL, staff), answered(MAIL, staff)

    for _ in range(10):
        wrong = client.post(address(concern), {"receipt_number": other.receipt_number}).content.decode()
        assert "この受付番号では開けません" in wrong
        assert SECRET not in wrong
    right = client.post(address(concern), {"receipt_number": concern.receipt_number}).content.decode()

    assert SECRET not in right
    assert "お電話でお伝えします" in right
    assert SECRET in client.post(address(other), {"receipt_number": other.receipt_number}).content.decode()


def test_link_of_another_worry_opens_nothing_of_this_one(office, staff, client):
    concern = answered(MAIL, staff)
    token = answers_token(concern)

    forged = f"{concern.pk + 1}.{token.partition('.')[2]}"

    assert client.get(f"/supporters/concerns/answers/{forged}/").status_code == 404


def test_telephone_letter_and_fax_carry_the_answer_itself(office, staff):
    call = answered({"telephone": "0857000001", "answer_wish": "telephone"}, staff)
    letter = answered(LETTER, staff)
    fax = answered({"fax": "0857000002", "answer_wish": "fax"}, staff)

    texts = {message.way: render(message) for message in Message.objects.all()}
    assert SECRET in texts["telephone"].call
    assert SECRET in texts["letter"].on_paper
    assert SECRET in texts["fax"].on_paper
    assert all("気づき" not in text.subject + text.on_paper for text in texts.values())
    assert CallListLine.objects.count() == 1
    assert set(PaperItem.objects.values_list("medium", flat=True)) == {"letter", "fax"}
    assert {c.is_unanswered for c in (call, letter, fax)} == {False}


def test_answer_that_was_said_already_is_only_recorded(office, staff):
    answered({"telephone": "0857000001", "answer_wish": "telephone"}, staff, told=True)

    assert Message.objects.get().told_by == staff
    assert not CallListLine.objects.exists()


def test_recipient_is_nobody_in_the_lists_of_people(office, staff, staff_client):
    answered({**MAIL, "telephone": "0857000033"}, staff)
    answered(LETTER, staff)

    person = Person.objects.get(email="himitsu@example.com")
    assert person.is_contact_only
    assert "秘密" not in person.name
    assert Person.objects.get(address="見本町9").name_to_print == "秘密 花子"
    for query in ("0857000033", "himitsu", "秘密", "受付番号"):
        assert find_people(query).people == []
    people = staff_client.get(reverse("admin:people_person_changelist")).content.decode()
    assert "himitsu" not in people
    assert "受付番号 " not in people
    for name in ("admin:people_person_change", "admin:desk_person"):
        assert staff_client.get(reverse(name, args=[person.pk])).status_code in {302, 404}


@pytest.mark.parametrize("kind", ["died", "do_not_contact", "moved_away"])
def test_answer_to_a_supporter_who_is_not_to_be_told_is_taken_back_without_a_word(kind, office, staff):
    person = make_person()
    concern = make_concern(reporter=MAIL, person=person)
    actions.answer(concern_id=concern.pk, text=SECRET, by=staff, revision=0)

    followed = stop_everything(person_id=person.pk, kind=PersonMark.Kind(kind), by=staff)

    assert OutboxMail.objects.get().state == "withdrawn"
    assert "気づき" not in "".join(one.text for one in followed)


@pytest.fixture
def clerk_client(db):
    """Staff with the role 職員 alone: they may not know who told of a worry."""
    from django.contrib.auth.models import Group

    user = make_user(is_staff=True)
    user.groups.set([Group.objects.get(name="職員")])
    client = Client()
    client.force_login(user)
    return client


def test_staff_without_the_right_learn_of_nobody_on_any_page(office, staff, staff_client, clerk_client):
    answered(MAIL, staff)
    answered(LETTER, staff)
    called = answered({"telephone": "0857000001", "answer_wish": "telephone"}, staff)
    mail, letter = OutboxMail.objects.get(), PaperItem.objects.get()
    pages = [
        reverse("admin:correspondence_outboxmail_changelist"),
        reverse("admin:correspondence_outboxmail_change", args=[mail.pk]),
        reverse("admin:correspondence_paperitem_changelist"),
        reverse("admin:correspondence_paperitem_change", args=[letter.pk]),
        reverse("admin:correspondence_calllistline_changelist"),
        reverse("admin:supporters_concern_page", args=[called.pk]),
    ]

    signs = ("himitsu", "秘密", "見本町9", "0857-00-0001", " の方")
    seen = {url: any(s in staff_client.get(url).content.decode() for s in signs) for url in pages}
    leaked = {url: any(s in clerk_client.get(url).content.decode() for s in signs) for url in pages}

    # The page of the worry shows it to nobody unasked.
    assert [url for url, shown in seen.items() if not shown] == [pages[-1]]
    assert not any(leaked.values())
    assert {line.label: line.count for line in clerk_client.get(reverse("admin:index")).context["work"]}[
        "電話する相手"
    ] == 0


def test_every_look_at_who_told_of_it_is_on_record(office, staff, staff_client):
    concern = answered({**MAIL, "telephone": "0857000001"}, staff)
    called = answered({"telephone": "0857000002", "answer_wish": "telephone"}, staff)
    mail = OutboxMail.objects.get()

    shown = staff_client.post(reverse("admin:supporters_concern_reporter", args=[concern.pk]))
    staff_client.post(reverse("admin:supporters_concern_reporter", args=[concern.pk]))
    staff_client.get(reverse("admin:correspondence_outboxmail_change", args=[mail.pk]))
    for _ in range(2):  # the second look within the hour opens nothing new
        staff_client.get(reverse("admin:correspondence_calllistline_changelist"))

    assert "秘密 花子" in shown.content.decode()
    assert [(a.user, a.place) for a in concern.reporter_accesses.order_by("id")] == [
        (staff, "page"),
        (staff, "page"),
        (staff, "mail"),
    ]
    assert [a.place for a in called.reporter_accesses.all()] == ["call_list"]


def test_press_at_a_mail_whose_recipient_is_hidden_tells_nothing_and_sends_nothing(
    office, staff, clerk_client
):
    answered(MAIL, staff)
    pk = OutboxMail.objects.get().pk

    for url in (
        reverse("admin:correspondence_outboxmail_resend", args=[pk]),
        reverse("admin:correspondence_outboxmail_press", args=[pk, "not-received"]),
    ):
        assert clerk_client.post(url).status_code == 403

    assert OutboxMail.objects.count() == 1


def test_record_of_who_told_of_a_worry_opens_on_no_page_about_people(office, staff, staff_client):
    answered(MAIL, staff)
    pk = Person.objects.get(is_contact_only=True).pk

    for url in (
        reverse("admin:supporters_supporter_register", args=[pk]),
        reverse("admin:desk_apply", query={"person": pk}),
    ):
        assert staff_client.get(url).status_code == 404
    for name in ("of_person", "not_of_person"):
        url = reverse(f"admin:supporters_interest_{name}", args=[pk])
        assert staff_client.post(url).status_code == 404
