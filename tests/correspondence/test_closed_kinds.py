"""Messages that only some of the staff may read: the others neither see nor print them, on paper as on the
telephone."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.correspondence.models import LetterRun, PaperItem
from portal.correspondence.paper import sheets
from portal.correspondence.prints import fits_postcard
from tests.correspondence import kinds_for_tests
from tests.correspondence.printing import printed, run_of
from tests.correspondence.telling import fax_for, letter_for, line_for, told
from tests.documents import reading
from tests.factories import make_person, make_user
from tests.rights import give_rights

pytestmark = pytest.mark.django_db

LIST = "/admin/correspondence/paperitem/"


@pytest.fixture
def clerk():
    """Staff who arrange no accommodations."""
    user = make_user(is_staff=True)
    give_rights(user, Permission.objects.exclude(codename="arrange_accommodations"))
    return user


@pytest.fixture
def clerk_client(clerk):
    client = Client()
    client.force_login(clerk)
    return client


def paper_url(name, *args):
    return reverse(f"admin:correspondence_paperitem_{name}", args=args)


def run_url(name, run):
    return reverse(f"admin:correspondence_letterrun_{name}", args=[run.pk])


def letter_to(subject, name, **how):
    recipient = make_person(name=name, contact_wish="letter", postal_code="6800001", address="見本町2")
    return letter_for(subject, recipient=recipient, **how)


def printed_names():
    return set(
        PaperItem.objects.filter(printed_at__isnull=False).values_list("message__recipient__name", flat=True)
    )


@pytest.fixture
def mixed(subject, staff):
    """A run of one letter for everybody and one for few, put together by somebody who may read both."""
    return run_of(
        [letter_to(subject, "公開 花子"), letter_to(subject, "秘密 花子", kind="tests.closed")], staff
    )


def test_list_shows_closed_letters_and_sheets_only_to_those_who_may_read_them(
    staff_client, clerk_client, subject
):
    letter_to(subject, "公開 花子")
    letter_to(subject, "秘密 花子", kind="tests.closed")
    fax_for(
        subject,
        recipient=make_person(name="秘密 次郎", contact_wish="fax", fax="0857000009"),
        kind="tests.closed",
    )
    lacking = letter_to(subject, "秘密 三郎", kind="tests.closed")
    lacking.message.recipient.address = ""
    lacking.message.recipient.save()

    whole, part = staff_client.get(LIST), clerk_client.get(LIST)

    assert whole.content.decode().count("秘密") >= 3
    assert "秘密" not in part.content.decode()
    assert "公開 花子" in part.content.decode()
    assert (whole.context["letter_count"], part.context["letter_count"]) == (3, 1)
    work = {line.label: line.count for line in clerk_client.get(reverse("admin:index")).context["work"]}
    assert work["手紙・FAX"] == 1


def test_closed_letter_is_not_taken_into_a_run_and_not_printed_but_waits(clerk_client, staff_client, subject):
    closed = letter_to(subject, "秘密 花子", kind="tests.closed")

    refused = clerk_client.post(paper_url("make_run"), {"paper": [closed.pk]}, follow=True)
    alone = clerk_client.post(paper_url("print", closed.pk))

    assert "印刷するものがありません" in refused.content.decode()
    assert alone.status_code == 403
    closed.refresh_from_db()
    assert (closed.state, closed.printed_at, closed.run) == ("waiting", None, None)
    staff_client.post(paper_url("make_run"), {"paper": [closed.pk]})
    staff_client.post(run_url("print", LetterRun.objects.get()), {"which": "unprinted"})
    assert printed_names() == {"秘密 花子"}


def test_closed_fax_sheet_is_printed_only_by_those_who_may_read_it(clerk_client, staff_client, subject):
    for name, kind in (("公開 花子", "tests.note"), ("秘密 花子", "tests.closed")):
        fax_for(subject, recipient=make_person(name=name, contact_wish="fax", fax="0857000009"), kind=kind)

    twin = clerk_client.get(paper_url("faxes")).content.decode()
    part = clerk_client.post(paper_url("print_faxes")).content

    assert "秘密" not in twin
    assert reading.pages(part) == 1
    assert printed_names() == {"公開 花子"}
    staff_client.post(paper_url("print_faxes"))
    assert printed_names() == {"公開 花子", "秘密 花子"}


def test_run_with_closed_letters_counts_them_and_prints_the_others(clerk_client, mixed):
    pages = [
        clerk_client.get(run_url(name, mixed) + query).content.decode()
        for name, query in (
            ("change", ""),
            ("close", ""),
            ("letters", "?which=all"),
            ("cards", "?which=all"),
        )
    ]

    assert not any("秘密" in page for page in pages)
    assert "担当の職員だけが読み、印刷する手紙が 1 通あります" in pages[0]
    addresses = clerk_client.get(run_url("addresses", mixed) + "?which=all").content
    assert (reading.pages(addresses), "秘密" in reading.text(addresses)) == (1, False)
    for press in ("print", "postcards", "printed"):
        clerk_client.post(run_url(press, mixed), {"which": "all"})
        assert printed_names() == {"公開 花子"}


def test_labels_say_nothing_and_are_printed_for_all(clerk_client, mixed):
    labels = clerk_client.get(run_url("labels", mixed) + "?which=all").content

    assert "秘密 花子" in reading.text(labels)


def test_run_posted_by_somebody_else_tells_what_was_printed_and_gives_the_rest_back(
    clerk_client, staff, subject, mixed
):
    unprinted = PaperItem.objects.get(message__kind="tests.closed")
    clerk_client.post(run_url("print", mixed), {"which": "all"})
    clerk_client.post(run_url("close", mixed), {"pulled": [unprinted.pk]})

    unprinted.refresh_from_db()
    unprinted.message.refresh_from_db()
    assert (unprinted.state, unprinted.run, unprinted.message.told_at) == ("waiting", None, None)

    again = run_of([unprinted], staff)
    printed(again, staff)
    clerk_client.post(run_url("close", again))
    unprinted.refresh_from_db()
    assert unprinted.state == "sent"


def test_pages_and_presses_of_closed_messages_are_refused(clerk_client, staff_client, staff, subject):
    letter = letter_to(subject, "秘密 花子", kind="tests.closed")
    fax = fax_for(subject, kind="tests.closed")
    line = line_for(subject, kind="tests.closed")
    done = told(subject, recipient=make_person(address="見本町2"), told_by=staff, kind="tests.closed")
    pages = [paper_url("change", letter.pk), paper_url("sheet", letter.pk), paper_url("sheet", fax.pk)]
    presses = [
        paper_url("print", fax.pk),
        paper_url("usual", letter.pk),
        paper_url("press", letter.pk, "call"),
        paper_url("change", letter.pk),
        paper_url("again", done.pk, "letter"),
        reverse("admin:correspondence_calllistline_try", args=[line.pk]),
        reverse("admin:correspondence_calllistline_letter", args=[line.pk]),
        reverse("admin:correspondence_calllistline_reopen", args=[line.pk]),
    ]

    for url in pages:
        assert staff_client.get(url).status_code == 200, url
        assert clerk_client.get(url).status_code == 403, url
    for url in presses:
        assert clerk_client.post(url, {"result": "spoke"}).status_code == 403, url
    assert set(PaperItem.objects.values_list("state", "printed_at")) == {("waiting", None)}
    assert not done.papers.exists()


# --- messages of which the others may not even learn to whom they go ------------------------------------------------


@pytest.fixture
def hidden(subject):
    """A mail, a letter, a sheet and a call to people whom only few may know of."""
    kinds_for_tests.shown.clear()
    someone = {"name": "秘密 花子", "printed_name": "秘密 花子"}
    mailed = make_person(**someone, contact_wish="mail", email="himitsu@example.com")
    return {
        "mail": told(subject, recipient=mailed, kind="tests.hidden"),
        "letter": letter_to(subject, "秘密 花子", kind="tests.hidden").message,
        "fax": fax_for(
            subject,
            recipient=make_person(**someone, contact_wish="fax", fax="0857000009"),
            kind="tests.hidden",
        ).message,
        "call": line_for(subject, recipient=make_person(**someone), kind="tests.hidden").message,
    }


def pages_of(hidden):
    mail = hidden["mail"].mails.get()
    person = hidden["mail"].recipient
    return {
        "outbox": reverse("admin:correspondence_outboxmail_changelist"),
        "mail": reverse("admin:correspondence_outboxmail_change", args=[mail.pk]),
        "paper": LIST,
        "letter": paper_url("change", hidden["letter"].papers.get().pk),
        "calls": reverse("admin:correspondence_calllistline_changelist"),
        "desk": reverse("admin:desk_person", args=[person.pk]),
    }


def test_hidden_messages_stand_on_no_page_of_the_others(staff_client, clerk_client, hidden):
    sign = dict.fromkeys(pages_of(hidden), "秘密 花子") | {"desk": "見本のお知らせ"}

    for name, url in pages_of(hidden).items():
        assert sign[name] in staff_client.get(url).content.decode(), name
        assert sign[name] not in clerk_client.get(url).content.decode(), name
    counts = clerk_client.get(pages_of(hidden)["outbox"]).context["counts"]
    assert counts["queued"] == 0


def test_whoever_sees_a_hidden_message_is_on_record_by_page(staff, staff_client, clerk_client, hidden):
    for url in pages_of(hidden).values():
        clerk_client.get(url)
    assert kinds_for_tests.shown == []

    for name in ("mail", "paper", "letter", "calls"):
        staff_client.get(pages_of(hidden)[name])

    seen = {(pk, place) for pk, who, place in kinds_for_tests.shown if who == str(staff)}
    assert seen == {
        (hidden["mail"].pk, "mail"),
        (hidden["letter"].pk, "paper"),
        (hidden["fax"].pk, "paper"),
        (hidden["call"].pk, "call_list"),
    }


def test_labels_of_hidden_letters_are_printed_only_by_those_who_may_know(
    staff, staff_client, clerk_client, subject
):
    run = run_of(
        [letter_to(subject, "公開 花子"), letter_to(subject, "秘密 花子", kind="tests.hidden")], staff
    )

    whole, part = (
        reading.text(client.get(run_url("labels", run) + "?which=all").content)
        for client in (staff_client, clerk_client)
    )

    assert ("秘密 花子" in whole, "秘密 花子" in part, "公開 花子" in part) == (True, False, True)


def test_call_leads_to_the_page_of_its_matter(staff_client, hidden):
    content = staff_client.get(pages_of(hidden)["calls"]).content.decode()

    assert 'href="/admin/tests-own-page/">秘密 花子' in content


def test_contact_only_record_gets_no_postcard(subject):
    paper = letter_to(subject, "見本 花子")
    assert fits_postcard(sheets([paper])[0])

    paper.message.recipient.is_contact_only = True

    assert not fits_postcard(sheets([paper])[0])
