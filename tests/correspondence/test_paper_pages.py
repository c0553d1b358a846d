"""The office's pages for letters and FAX sheets."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.correspondence.models import LetterRun, PaperItem
from portal.people.actions import handle_with_care, open_record
from tests.correspondence.printing import printed, run_of
from tests.correspondence.telling import fax_for, letter_for, mail_to, told
from tests.documents import reading
from tests.factories import make_person, make_user
from tests.rights import give_rights

pytestmark = pytest.mark.django_db

LIST = "/admin/correspondence/paperitem/"


def paper_url(name, *args):
    return reverse(f"admin:correspondence_paperitem_{name}", args=args)


def run_url(name, run):
    return reverse(f"admin:correspondence_letterrun_{name}", args=[run.pk])


def letter_to(subject, name, **fields):
    values = {"contact_wish": "letter", "postal_code": "6800001", "address": "見本町2"} | fields
    return letter_for(subject, recipient=make_person(name=name, **values))


@pytest.mark.parametrize("count", [1, 300])
def test_list_costs_the_same_for_any_number(staff_client, subject, count, django_assert_num_queries):
    for _ in range(count):
        letter_for(subject)
    fax_for(subject)

    # session, user, rights of the user, rights of the groups, letters, FAX sheets, their number, those printed
    # one by one, open runs
    with django_assert_num_queries(9):
        page = staff_client.get(LIST)

    assert page.content.decode().count('name="paper"') == count


@pytest.mark.parametrize("count", [1, 300])
def test_run_prints_any_number_with_the_same_queries(
    staff_client, staff, subject, count, django_assert_max_num_queries
):
    run = run_of([letter_for(subject) for _ in range(count)], staff)

    with django_assert_max_num_queries(20):
        answer = staff_client.post(run_url("print", run), {"which": "unprinted"})

    assert reading.pages(answer.content) == count
    assert PaperItem.objects.filter(printed_by=staff).count() == count
    with django_assert_max_num_queries(12):
        staff_client.get(run_url("change", run))


def test_list_shows_who_lacks_an_address_before_printing_and_turns_them_into_calls(staff_client, subject):
    letter, fax = letter_to(subject, "住所 無子"), fax_for(subject)
    for paper in (letter, fax):
        paper.message.recipient.address = paper.message.recipient.fax = ""
        paper.message.recipient.save()
    letter_to(subject, "住所 有子")

    page = staff_client.get(LIST)

    assert {paper.pk for paper in page.context["lacking"]} == {letter.pk, fax.pk}
    text = page.content.decode()
    assert reverse("admin:people_person_change", args=[letter.message.recipient_id]) in text
    assert "住所がない" in text
    assert "FAX番号がない" in text
    staff_client.post(paper_url("press", letter.pk, "call"))
    letter.message.refresh_from_db()
    assert letter.message.call_line.reason == "住所の登録がない"


def test_ticked_letters_become_a_run_and_the_others_stay(staff_client, subject):
    ticked, other = letter_to(subject, "見本 一"), letter_to(subject, "見本 二")

    answer = staff_client.post(paper_url("make_run"), {"paper": [ticked.pk]})

    run = LetterRun.objects.get()
    assert (answer.url, run.title) == (run_url("change", run), "見本のお知らせ")
    other.refresh_from_db()
    assert other.run is None
    again = staff_client.post(paper_url("make_run"), {"paper": [ticked.pk, "x"]}, follow=True)
    assert "印刷するものがありません" in again.content.decode()


def test_letters_are_accessible_and_names_stand_as_written(staff_client, staff, subject):
    name = "髙橋 𠮷田 葛\U000e0100子"
    run = run_of([letter_to(subject, name)], staff)

    document = staff_client.post(run_url("print", run), {"which": "unprinted"})
    twin = staff_client.get(run_url("letters", run), {"which": "all"})

    assert reading.is_accessible(document.content)
    text = reading.text(document.content)
    for words in (
        "髙橋",
        "𠮷田",
        "葛\U000e0100子",
        "680-0001",
        "見本町2",
        "公印省略",
        "お知らせがあります。",
    ):
        assert words in text.replace(" ", "") or words in text
        assert words in twin.content.decode()
    assert "no-store" in document["Cache-Control"]
    assert "no-store" in twin["Cache-Control"]


def test_range_is_printed_again_and_on_record(staff_client, staff, subject):
    run = run_of([letter_to(subject, f"見本 {n}") for n in range(4)], staff)
    printed(run, staff)

    answer = staff_client.post(run_url("print", run), {"which": "range", "first": "2", "last": "3"})

    assert reading.pages(answer.content) == 2
    assert list(run.papers.order_by("position").values_list("times_printed", flat=True)) == [1, 2, 2, 1]


@pytest.mark.parametrize(
    "typed", [{}, {"which": "some"}, {"which": "range", "first": "x"}, {"which": "range", "first": "9"}]
)
def test_range_that_makes_no_sense_prints_nothing_and_says_so(staff_client, staff, subject, typed):
    run = run_of([letter_for(subject)], staff)

    answer = staff_client.post(run_url("print", run), typed, follow=True)

    assert "印刷するものがありません" in answer.content.decode()
    assert not PaperItem.objects.filter(printed_at__isnull=False).exists()


def test_page_printed_instead_of_the_pdf_is_on_record_too(staff_client, staff, subject):
    run = run_of([letter_for(subject)], staff)
    staff_client.get(run_url("letters", run), {"which": "unprinted"})
    assert not PaperItem.objects.filter(printed_at__isnull=False).exists(), "looking is not printing"

    staff_client.post(run_url("printed", run), {"which": "unprinted"})

    assert PaperItem.objects.get().printed_by == staff


def test_labels_are_twelve_a_sheet_and_leave_out_who_was_marked_since(staff_client, staff, subject):
    letters = [letter_to(subject, f"見本 {n}") for n in range(13)]
    secret = letter_to(subject, "秘密 花子")
    run = run_of([*letters, secret], staff)
    handle_with_care(person=secret.message.recipient, by=staff)

    usual = staff_client.get(run_url("labels", run), {"which": "all"}).content
    skipped = staff_client.get(run_url("labels", run), {"which": "all", "skip": "11"}).content

    assert [reading.pages(pdf) for pdf in (usual, skipped)] == [2, 2]
    assert "秘密" not in reading.text(usual)
    twin = staff_client.get(run_url("label-sheets", run), {"which": "all"}).content.decode()
    assert (twin.count("<address>"), "秘密" in twin) == (13, False)


def test_letter_to_who_was_marked_since_is_named_and_printed_in_no_run(staff_client, staff, subject):
    usual, secret = letter_to(subject, "見本 一"), letter_to(subject, "秘密 花子", address="秘密町9")
    run = run_of([usual, secret], staff)
    handle_with_care(person=secret.message.recipient, by=staff)

    page = staff_client.get(run_url("change", run))
    document = staff_client.post(run_url("print", run), {"which": "all"}).content
    twin = staff_client.get(run_url("letters", run), {"which": "all"}).content.decode()

    assert [sheet.paper for sheet in page.context["with_care"]] == [secret]
    assert "秘密町9" not in page.content.decode() + twin + reading.text(document)
    assert list(PaperItem.objects.filter(printed_at__isnull=False)) == [usual]


def test_letter_to_who_is_handled_with_care_is_printed_alone_after_a_reason_and_posted(
    staff_client, staff, subject
):
    secret = letter_to(subject, "秘密 花子", address="秘密町9", handle_with_care=True)
    fax = fax_for(subject, recipient=make_person(fax="0857999999", contact_wish="fax", handle_with_care=True))

    page = staff_client.get(LIST)
    assert {paper.pk for paper in page.context["by_hand"]} == {secret.pk, fax.pk}
    assert (page.context["groups"], page.context["faxes"]) == ([], [])
    assert "0857-99-9999" not in page.content.decode()
    assert staff_client.post(paper_url("make_run"), {"paper": [secret.pk]}).url == LIST
    opening = reverse("admin:people_person_open", args=[secret.message.recipient_id])
    assert staff_client.post(paper_url("print", secret.pk)).url.startswith(opening)
    assert staff_client.get(paper_url("sheet", secret.pk)).url.startswith(opening)
    assert "秘密町9" not in staff_client.get(paper_url("change", secret.pk)).content.decode()

    open_record(person=secret.message.recipient, by=staff, reason="手紙を出す")

    document = staff_client.post(paper_url("print", secret.pk)).content
    assert "秘密町9" in reading.text(document)
    secret.refresh_from_db()
    assert secret.printed_to == "（取扱注意）秘密 花子"
    staff_client.post(paper_url("press", secret.pk, "posted"))
    secret.message.refresh_from_db()
    assert secret.message.told_by == staff


def test_postcards_are_for_short_words_that_anybody_may_read(staff_client, staff, subject):
    short, secret, large, long = (
        letter_to(subject, "短い 人"),
        letter_to(subject, "秘密 の人", handle_with_care=True),
        letter_to(subject, "大きな 字", wants_large_print=True),
        letter_to(subject, "長い 人"),
    )
    PaperItem.objects.filter(pk=long.pk).update(own_text="長い文。\n" * 30)
    run = run_of([short, secret, large, long], staff)

    texts = staff_client.post(run_url("postcards", run), {"which": "all"}).content
    addresses = staff_client.get(run_url("addresses", run), {"which": "all"}).content

    assert (reading.pages(texts), reading.pages(addresses)) == (1, 1)
    assert list(PaperItem.objects.filter(printed_at__isnull=False)) == [short]


def test_run_is_closed_on_a_page_that_asks_back(staff_client, staff, subject):
    paper, left = letter_to(subject, "見本 一", kana="ア"), letter_to(subject, "見本 二", kana="イ")
    run = run_of([paper, left], staff)
    printed(run, staff, "range", 1, 1)

    asked = staff_client.get(run_url("close", run)).content.decode()
    paper.message.refresh_from_db()
    assert paper.message.told_at is None, "asking tells nobody"
    assert "まだ印刷していない 1 通は" in asked
    staff_client.post(run_url("close", run))

    paper.message.refresh_from_db()
    left.message.refresh_from_db()
    assert (paper.message.told_at is not None, left.message.told_at) == (True, None)
    again = staff_client.post(run_url("close", run), follow=True)
    assert "ほかの職員が先に済ませました" in again.content.decode()


def test_letter_pulled_out_at_the_end_is_not_told(staff_client, staff, subject, monkeypatch):
    kept, pulled = letter_to(subject, "見本 一"), letter_to(subject, "見本 二")
    run = run_of([kept, pulled], staff)
    printed(run, staff)
    PaperItem.objects.filter(pk=pulled.pk).first().message.__class__.objects.filter(
        pk=pulled.message_id
    ).update(kind="tests.overtaken")
    assert "印刷したあとに要らなくなった手紙" in staff_client.get(run_url("close", run)).content.decode()

    staff_client.post(run_url("close", run), {"pulled": [pulled.pk]})

    for paper in (kept, pulled):
        paper.refresh_from_db()
        paper.message.refresh_from_db()
    assert [(p.state, p.message.told_at is not None) for p in (kept, pulled)] == [
        ("sent", True),
        ("withdrawn", False),
    ]


def test_text_of_a_run_that_a_colleague_changed_is_shown_with_both_values(staff_client, staff, subject):
    run = run_of([letter_for(subject)], staff)
    typed = {"dated": "2026-12-01", "issuer": "見本市長", "revision": "0"}
    staff_client.post(run_url("change", run), typed | {"document_number": "第1号"})

    answer = staff_client.post(run_url("change", run), typed | {"document_number": "第2号"})

    text = answer.content.decode()
    assert "保存されている値：第1号 ／ 入力した値：第2号" in text
    run.refresh_from_db()
    assert run.document_number == "第1号"
    staff_client.post(run_url("change", run), typed | {"document_number": "第2号", "revision": "1"})
    run.refresh_from_db()
    assert run.document_number == "第2号"


def test_text_of_one_letter_is_rewritten_and_nothing_typed_is_lost(staff_client, subject):
    paper = letter_for(subject)
    url = paper_url("change", paper.pk)
    empty = staff_client.post(url, {"subject": "特に", "text": "", "revision": "0"}).content.decode()
    assert "本文を入力してください。" in empty
    assert 'value="特に"' in empty

    staff_client.post(url, {"subject": "特に", "text": "あなたにだけ。", "revision": "0"})

    paper.refresh_from_db()
    assert (paper.own_subject, paper.own_text) == ("特に", "あなたにだけ。")
    stale = staff_client.post(url, {"subject": "別の", "text": "別の文。", "revision": "0"}).content.decode()
    assert "あなたにだけ。" in stale
    assert "別の文。" in stale
    staff_client.post(paper_url("usual", paper.pk))
    paper.refresh_from_db()
    assert paper.own_text == ""


def test_fax_sheet_is_one_page_each_with_its_cover_line(staff_client, subject):
    paper = fax_for(subject)
    PaperItem.objects.filter(pk=fax_for(subject).pk).update(own_text="長い文です。\n" * 120)

    document = staff_client.post(paper_url("print_faxes")).content

    assert reading.pages(document) == 2
    text = reading.text(document)
    for words in ("宛先", "発信元", "枚数", "日付", "0857-00-0009"):
        assert words in text
        assert words in staff_client.get(paper_url("faxes")).content.decode()
    staff_client.post(paper_url("press", paper.pk, "sent"))
    paper.message.refresh_from_db()
    assert paper.message.told_at is not None


def test_letter_is_written_again_by_one_press(staff_client, staff, subject):
    message = told(subject, recipient=make_person(address="見本町2"), told_by=staff)

    answer = staff_client.post(paper_url("again", message.pk, "letter"))

    assert answer.url == paper_url("change", message.papers.get().pk)
    assert staff_client.post(paper_url("again", message.pk, "pigeon")).status_code == 404


def test_mail_page_offers_paper_where_there_is_an_address_for_it(staff_client, subject):
    mail = mail_to(
        subject, recipient=make_person(email="a@example.com", contact_wish="mail", address="見本町2")
    )

    page = staff_client.get(f"/admin/correspondence/outboxmail/{mail.pk}/change/").content.decode()

    assert paper_url("again", mail.message_id, "letter") in page
    assert paper_url("again", mail.message_id, "fax") not in page


def test_pages_and_presses_are_for_staff_with_the_right(staff_client, stranger_client, staff, subject):
    paper, fax = letter_for(subject), fax_for(subject)
    run = run_of([paper], staff)
    lesser = make_user(is_staff=True)
    give_rights(
        lesser,
        Permission.objects.exclude(codename__contains="paperitem").exclude(codename__contains="letterrun"),
    )
    lesser_client = Client()
    lesser_client.force_login(lesser)
    pages = [LIST, paper_url("change", paper.pk), paper_url("sheet", paper.pk), paper_url("faxes")]
    pages += [reverse("admin:correspondence_letterrun_changelist")]
    pages += [run_url(name, run) for name in ("change", "close")]
    pages += [
        run_url(n, run) + "?which=all" for n in ("letters", "labels", "label-sheets", "addresses", "cards")
    ]
    presses = [paper_url("make_run"), paper_url("print_faxes"), paper_url("print", paper.pk)]
    presses += [paper_url("usual", paper.pk), paper_url("press", fax.pk, "sent")]
    presses += [paper_url("again", paper.message_id, "letter")]
    presses += [run_url(name, run) for name in ("print", "printed", "postcards", "reopen", "dissolve")]

    for url in pages:
        assert staff_client.get(url).status_code == 200, url
        assert lesser_client.get(url).status_code == 403, url
    for url in presses:
        assert staff_client.get(url).status_code == 405, url
        assert lesser_client.post(url).status_code == 403, url
    for client in (stranger_client, Client()):
        for url in pages:
            assert client.get(url).url.startswith("/admin/login/"), url
        for url in presses:
            assert client.post(url).url.startswith("/admin/login/"), url
    assert not PaperItem.objects.filter(printed_at__isnull=False).exists()
