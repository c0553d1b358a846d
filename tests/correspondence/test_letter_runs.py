"""A run of letters from waiting to told: what is printed, what drops out, what counts as told and when."""

import pytest
from django.utils import timezone

from portal.correspondence.actions import (
    change_run,
    change_text,
    close_run,
    dissolve_run,
    make_run,
    mark_posted,
    reopen_run,
    withdraw,
    write_again,
)
from portal.correspondence.errors import (
    AlreadyDone,
    NothingToPrint,
    NotPrinted,
    RunIsClosed,
    StaleText,
)
from portal.correspondence.kinds import NoLongerTrue
from portal.correspondence.models import LetterRun, Message, PaperItem
from portal.correspondence.paper import (
    in_run,
    print_papers,
    run_title,
    sheets,
    with_everything,
    withdraw_overtaken,
)
from portal.people.merging import merge_people
from tests.correspondence.kinds_for_tests import told as told_moments
from tests.correspondence.printing import printed, run_of
from tests.correspondence.telling import letter_for, told
from tests.factories import make_office, make_person

pytestmark = pytest.mark.django_db

ADDRESS = {"contact_wish": "letter", "address": "見本町2", "postal_code": "6800001"}


def letters(subject, *kanas, **how):
    return [
        letter_for(subject, recipient=make_person(**ADDRESS, name=f"見本 {kana}", kana=kana), **how)
        for kana in kanas
    ]


def fate(paper):
    paper.refresh_from_db()
    paper.message.refresh_from_db()
    return paper.state, paper.printed_at is not None, paper.message.told_at is not None


def first_sheet(paper):
    return sheets(with_everything(PaperItem.objects.filter(pk=paper.pk)))[0]


def test_run_numbers_its_letters_by_reading_and_takes_its_issuer_from_the_office(subject, staff):
    make_office(letter_issuer="見本市長 見本 太郎")
    papers = letters(subject, "ワダ", "アオキ", "カトウ")

    run = run_of(papers, staff)

    assert [p.message.recipient.kana for p in run.papers.order_by("position")] == ["アオキ", "カトウ", "ワダ"]
    assert [p.position for p in run.papers.order_by("position")] == [1, 2, 3]
    assert (run.issuer, run.made_by, run.dated) == ("見本市長 見本 太郎", staff, timezone.localdate())


def test_run_without_an_issuer_of_its_own_is_from_the_office(subject, staff):
    assert run_of(letters(subject, "ア"), staff).issuer == "鳥取市 中央人権福祉センター"


def test_run_of_letters_that_a_colleague_took_takes_only_the_rest(subject, staff, manager):
    papers = letters(subject, "ア", "イ", "ウ")
    run_of(papers[:2], manager)

    rest = run_of(papers, staff)

    assert list(rest.papers.all()) == [papers[2]]
    with pytest.raises(NothingToPrint):
        run_of(papers, staff)
    assert LetterRun.objects.count() == 2


def test_run_takes_no_fax_sheet_nothing_withdrawn_and_nobody_who_must_not_be_contacted(subject, staff):
    fax = told(subject, recipient=make_person(contact_wish="fax", fax="0857000009")).papers.get()
    gone, dead, kept = letters(subject, "ア", "イ", "ウ")
    withdraw(message=gone.message)
    dead.message.recipient.has_died = True
    dead.message.recipient.save()

    run = make_run(paper_ids=[fax.pk, gone.pk, dead.pk, kept.pk], title="x", by=staff)

    assert list(run.papers.all()) == [kept]


def test_run_title_names_the_kind_and_what_it_is_about(subject):
    dated = letters(subject, "ア", "イ", kind="tests.question")

    assert run_title(dated) == "行けますか"
    assert run_title([*dated, *letters(subject, "ウ")]) == "行けますか ほか"


def test_nobody_is_told_by_printing_and_everybody_printed_is_by_closing(subject, staff, manager):
    papers = letters(subject, "ア", "イ", kind="tests.question")
    run = run_of(papers, staff)
    assert [fate(p) for p in papers] == [("waiting", False, False)] * 2

    assert printed(run, staff) == [1, 2]
    assert [fate(p) for p in papers] == [("waiting", True, False)] * 2
    assert told_moments == []

    assert close_run(run=run, by=manager) == 2

    assert [fate(p) for p in papers] == [("sent", True, True)] * 2
    assert {p.message.told_by for p in papers} == {manager}
    assert told_moments == [(p.message_id, p.message.told_at) for p in papers]
    run.refresh_from_db()
    assert (run.state, run.closed_by) == ("closed", manager)
    with pytest.raises(AlreadyDone):
        close_run(run=run, by=staff)
    assert len(told_moments) == 2


def test_close_of_a_run_of_which_nothing_was_printed_is_refused(subject, staff):
    paper = letter_for(subject)
    run = run_of([paper], staff)

    with pytest.raises(NotPrinted):
        close_run(run=run, by=staff)

    assert fate(paper) == ("waiting", False, False)


def test_run_that_was_interrupted_prints_the_rest_and_tells_only_what_was_printed(subject, staff):
    papers = letters(subject, "ア", "イ", "ウ", "エ")
    run = run_of(papers, staff)

    assert printed(run, staff, "range", 1, 2) == [1, 2]
    assert printed(run, staff) == [3, 4], "the unprinted ones"
    with pytest.raises(NothingToPrint):
        printed(run, staff)
    assert close_run(run=run, by=staff) == 4


def test_printing_that_fails_records_nothing(subject, staff):
    papers = letters(subject, "ア", "イ")
    run = run_of(papers, staff)

    def jam(sheets):
        raise OSError

    with pytest.raises(OSError):
        print_papers(in_run(run), by=staff, make=jam)

    assert [fate(p) for p in papers] == [("waiting", False, False)] * 2
    assert printed(run, staff) == [1, 2]


def test_closing_that_was_interrupted_goes_on_where_it_stopped(subject, staff, monkeypatch):
    from portal.correspondence.actions import paper as paper_actions

    papers = letters(subject, "ア", "イ", "ウ", kind="tests.question")
    run = run_of(papers, staff)
    printed(run, staff)
    real, done = paper_actions.set_told, []

    def dies_after_two(message, at, *, by=None):
        if len(done) == 2:
            raise OSError
        done.append(message.pk)
        real(message, at, by=by)

    monkeypatch.setattr(paper_actions, "set_told", dies_after_two)
    with pytest.raises(OSError):
        close_run(run=run, by=staff)
    monkeypatch.undo()
    told_before = {p.pk: p.message.told_at for p in papers[:2] if fate(p)}
    assert [fate(p) for p in papers] == [("sent", True, True), ("sent", True, True), ("waiting", True, False)]
    run.refresh_from_db()
    assert run.is_open

    assert close_run(run=run, by=staff) == 1

    assert [fate(p) for p in papers] == [("sent", True, True)] * 3
    assert {p.pk: p.message.told_at for p in papers[:2]} == told_before


def test_letters_that_were_never_printed_wait_again_after_closing(subject, staff):
    papers = letters(subject, "ア", "イ", "ウ")
    run = run_of(papers, staff)
    printed(run, staff, "range", 2, 2)

    assert close_run(run=run, by=staff) == 1

    assert [fate(p) for p in papers] == [
        ("waiting", False, False),
        ("sent", True, True),
        ("waiting", False, False),
    ]
    assert [p.run_id for p in papers] == [None, run.pk, None]
    assert list(PaperItem.objects.letters_to_take(timezone.now())) == [papers[0], papers[2]]


def test_letter_withdrawn_before_printing_is_not_printed_and_not_told(subject, staff):
    papers = letters(subject, "ア", "イ")
    run = run_of(papers, staff)
    withdraw(message=papers[0].message)

    assert printed(run, staff) == [2]
    close_run(run=run, by=staff)

    assert [fate(p) for p in papers] == [("withdrawn", False, False), ("sent", True, True)]
    assert papers[0].run_id == run.pk, "shown as withdrawn where it stood"


def test_letter_that_is_overtaken_is_withdrawn_by_printing(subject, staff):
    overtaken, kept = letter_for(subject, kind="tests.overtaken"), letter_for(subject)
    run = run_of([overtaken, kept], staff)

    printed(run, staff)

    assert fate(overtaken) == ("withdrawn", False, False)
    assert overtaken.message.withdrawn_at is not None
    assert fate(kept) == ("waiting", True, False)


@pytest.mark.parametrize("mark", ["has_died", "do_not_contact"])
def test_letter_to_somebody_who_must_not_be_contacted_any_more_is_withdrawn(subject, staff, mark):
    gone, kept = letters(subject, "ア", "イ")
    run = run_of([gone, kept], staff)
    setattr(gone.message.recipient, mark, True)
    gone.message.recipient.save()

    printed(run, staff)

    assert [fate(gone), fate(kept)] == [("withdrawn", False, False), ("waiting", True, False)]


def test_letter_without_address_or_text_stays_behind_and_waits(subject, staff):
    homeless, broken, kept = (
        letter_for(subject),
        letter_for(subject, kind="tests.broken"),
        letter_for(subject),
    )
    run = run_of([homeless, broken, kept], staff)
    homeless.message.recipient.address = ""
    homeless.message.recipient.save()

    assert [first_sheet(p).problem for p in (homeless, broken, kept)] == [
        "住所の登録がない",
        "本文を作れない",
        "",
    ]
    assert printed(run, staff) == [kept.__class__.objects.get(pk=kept.pk).position]
    close_run(run=run, by=staff)

    assert [fate(p)[0] for p in (homeless, broken, kept)] == ["waiting", "waiting", "sent"]
    assert [p.run_id for p in (homeless, broken)] == [None, None]


def test_letter_to_a_merged_record_goes_to_the_one_that_was_kept(subject, staff):
    paper = letters(subject, "ア")[0]
    keep = make_person(name="のこる 人", address="のこる町3")
    merge_people(keep_id=keep.pk, drop_id=paper.message.recipient_id, by=staff)

    assert first_sheet(paper).to == "〒680-0001 のこる町3 のこる 人"


def test_letter_taken_back_after_printing_is_told_only_when_staff_say_it_was_posted(subject, staff):
    pulled, posted, other = letters(subject, "ア", "イ", "ウ", kind="tests.question")
    run = run_of([pulled, posted, other], staff)
    printed(run, staff)
    for paper in (pulled, posted):
        withdraw(message=paper.message)
    close_run(run=run, by=staff)
    assert [fate(p) for p in (pulled, posted)] == [("withdrawn", True, False)] * 2

    mark_posted(paper=posted, by=staff)

    assert [fate(p) for p in (pulled, posted)] == [("withdrawn", True, False), ("sent", True, True)]
    assert posted.message.withdrawn_at is None
    assert [pk for pk, _ in told_moments] == [other.message_id, posted.message_id]
    for paper in (posted, other):
        with pytest.raises(AlreadyDone):
            mark_posted(paper=paper, by=staff)


def test_periodic_run_withdraws_what_is_overtaken_unless_it_lies_printed(subject, staff, monkeypatch):
    from tests.correspondence import kinds_for_tests

    fresh, on_paper = letters(subject, "ア", "イ")
    printed(run_of([on_paper], staff), staff)
    assert withdraw_overtaken() == 0

    def overtaken(message):
        raise NoLongerTrue

    kind = kinds_for_tests.KINDS[0]
    monkeypatch.setitem(kind.__dict__, "render", overtaken)

    assert withdraw_overtaken() == 1
    assert [fate(fresh), fate(on_paper)] == [("withdrawn", False, False), ("waiting", True, False)]


def test_reprint_gives_exactly_the_numbers_asked_for_and_counts_them(subject, staff, manager):
    papers = letters(subject, "ア", "イ", "ウ", "エ", "オ")
    run = run_of(papers, staff)
    printed(run, staff)
    withdraw(message=papers[2].message)

    assert printed(run, manager, "range", 2, 4) == [2, 4]
    close_run(run=run, by=staff)
    assert printed(run, manager, "range", 5, 5) == [5], "also what was posted"

    times = [(p.times_printed, p.printed_by) for p in run.papers.order_by("position")]
    assert times == [(1, staff), (2, manager), (1, staff), (2, manager), (2, manager)]
    assert fate(papers[4]) == ("sent", True, True)


def test_reprint_of_numbers_that_nobody_has_says_so(subject, staff):
    run = run_of(letters(subject, "ア"), staff)

    with pytest.raises(NothingToPrint):
        printed(run, staff, "range", 7, 9)


def test_printing_remembers_what_went_on_paper(subject, staff):
    person = make_person(**ADDRESS, name="𠮷田 﨑子", printed_name="髙橋 葛󠄀子")
    paper = letter_for(subject, recipient=person)
    run = change_run(
        run=run_of([paper], staff),
        by=staff,
        revision=0,
        values={"opening": "寒くなりました。", "closing": "お待ちしています。", "subject": "ご案内"},
    )

    printed(run, staff)

    paper.refresh_from_db()
    assert paper.printed_to == "〒680-0001 見本町2 髙橋 葛󠄀子"
    assert paper.printed_subject == "ご案内"
    assert paper.printed_text == "寒くなりました。\n\nお知らせがあります。\n\nお待ちしています。"


def test_closed_by_a_slip_nobody_is_told_and_closing_again_tells_them(subject, staff):
    papers = letters(subject, "ア", "イ", kind="tests.question")
    run = run_of(papers, staff)
    printed(run, staff)
    close_run(run=run, by=staff)
    run.refresh_from_db()

    reopen_run(run=run, by=staff)

    run.refresh_from_db()
    assert (run.state, run.closed_at, run.closed_by) == ("open", None, None)
    assert [fate(p) for p in papers] == [("waiting", True, False)] * 2
    with pytest.raises(AlreadyDone):
        reopen_run(run=run, by=staff)
    assert close_run(run=run, by=staff) == 2
    assert [pk for pk, _ in told_moments] == [p.message_id for p in papers] * 2


def test_reopening_leaves_told_what_was_told_before_the_letter(subject, staff):
    message = told(subject, recipient=make_person(**ADDRESS), told_by=staff)
    before = message.told_at
    paper = write_again(message=message, medium="letter", by=staff)
    run = run_of([paper], staff)
    printed(run, staff)
    close_run(run=run, by=staff)
    assert Message.objects.get(pk=message.pk).told_at == before
    run.refresh_from_db()

    reopen_run(run=run, by=staff)

    assert Message.objects.get(pk=message.pk).told_at == before


def test_run_made_by_a_slip_gives_its_letters_back_until_one_is_printed(subject, staff):
    papers = letters(subject, "ア", "イ")
    dissolve_run(run=run_of(papers, staff), by=staff)

    assert list(PaperItem.objects.letters_to_take(timezone.now())) == papers
    assert not LetterRun.objects.exists()

    run = run_of(papers, staff)
    printed(run, staff, "range", 1, 1)
    with pytest.raises(AlreadyDone):
        dissolve_run(run=run, by=staff)


def test_run_is_changed_by_who_saw_its_latest_state_and_only_while_open(subject, staff, manager):
    run = run_of(letters(subject, "ア"), staff)
    change_run(run=run, by=manager, revision=0, values={"document_number": "鳥人福第12号"})

    with pytest.raises(StaleText):
        change_run(run=run, by=staff, revision=0, values={"document_number": "別の番号"})

    run.refresh_from_db()
    assert (run.document_number, run.revision) == ("鳥人福第12号", 1)
    printed(run, staff)
    close_run(run=run, by=staff)
    with pytest.raises(RunIsClosed):
        change_run(run=run, by=staff, revision=1, values={"document_number": "別の番号"})


@pytest.mark.parametrize(("is_numbered", "expected"), [(False, "第12号"), (True, "第12号の1")])
def test_document_number_runs_on_where_wanted(subject, staff, is_numbered, expected):
    paper = letter_for(subject)
    run = run_of([paper], staff)
    change_run(
        run=run, by=staff, revision=0, values={"document_number": "第12号", "is_numbered": is_numbered}
    )

    assert first_sheet(paper).document_number == expected


def test_text_of_ones_own_replaces_the_kinds_and_empty_gives_it_back(subject, staff, manager):
    paper = letter_for(subject)
    usual = first_sheet(paper).text

    change_text(paper=paper, by=staff, revision=0, subject="特に", text="あなたにだけ。")
    assert (first_sheet(paper).subject, first_sheet(paper).text) == ("特に", "あなたにだけ。")
    with pytest.raises(StaleText):
        change_text(paper=paper, by=manager, revision=0, subject="", text="別の文。")
    change_text(paper=paper, by=manager, revision=1, subject="", text="")
    assert (first_sheet(paper).subject, first_sheet(paper).text) == ("お知らせ", usual)

    withdraw(message=paper.message)
    with pytest.raises(AlreadyDone):
        change_text(paper=paper, by=staff, revision=2, subject="", text="")
