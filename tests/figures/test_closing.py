"""A closed year stays what it was."""

from functools import partial

import pytest
import time_machine
from django.db import IntegrityError, transaction

from portal.figures import chapters
from portal.figures.actions import close_year, reopen_year
from portal.figures.errors import AlreadyClosed, NotClosed, ReasonMissing, YearNotOver
from portal.figures.models import ClosedYear
from portal.figures.periods import fiscal_year
from portal.figures.report import make_report
from portal.figures.tables import Column, Row, Table
from tests.bookings.test_races import at_once
from tests.factories import local, make_booking, make_training
from tests.figures.reading import shown

AFTER = local(2027, 4, 1, 0, 0)


@pytest.fixture
def training(db):
    training = make_training(starts_at=local(2026, 6, 1, 13))
    make_booking(training, people=2)
    return training


@pytest.fixture
def another_chapter():
    def compute(period):
        return [Table("t", "気づき", "届いた数", "項目", (Column("n", "件"),), (Row("all", "全部", (7,)),))]

    def register():
        chapters.register_chapter("tests", "気づき", compute)

    yield register
    if "tests" in chapters._chapters:
        chapters.unregister_chapter("tests")


def applied(year):
    return shown(make_report(fiscal_year(year)), "summary", "申し込んだ人（延べ人）")[0]


def test_closed_year_is_not_changed_by_later_writes(training, manager):
    with time_machine.travel(AFTER):
        close_year(year=2026, by=manager, note="議会報告")
        make_booking(training)
        training.dates.update(starts_at=local(2027, 6, 1, 13), ends_at=local(2027, 6, 1, 15))

        assert applied(2026) == ("2", "0", "+2")
        # The next year compares with what was frozen, although the training has moved into it.
        assert applied(2027) == ("3", "2", "+1")


def test_closed_year_keeps_titles_and_definitions(training, manager):
    with time_machine.travel(AFTER):
        closed = close_year(year=2026, by=manager)
    closed.chapters[0]["tables"][0]["definition"] = "昔の定義"
    closed.chapters[0]["title"] = "昔の章"
    closed.save()

    part = make_report(fiscal_year(2026)).parts[0]

    assert part.title == "昔の章"
    assert part.sheets[0].table.definition == "昔の定義"


def test_chapter_that_came_later_is_not_counted_in_a_closed_year(training, manager, another_chapter):
    with time_machine.travel(AFTER):
        close_year(year=2026, by=manager)
    another_chapter()

    parts = {part.title: part.sheets for part in make_report(fiscal_year(2026)).parts}

    assert parts["気づき"] is None
    assert parts["研修・催し"]
    before = make_report(fiscal_year(2027))
    assert shown(before, "t", "全部") == [("7", "－", "－")]


def test_chapter_that_is_gone_is_still_shown_for_a_closed_year(training, manager, another_chapter):
    another_chapter()
    with time_machine.travel(AFTER):
        close_year(year=2026, by=manager)
    chapters.unregister_chapter("tests")

    assert shown(make_report(fiscal_year(2026)), "t", "全部") == [("7", "－", "－")]


def test_year_cannot_be_closed_before_it_is_over(training, manager):
    with time_machine.travel(local(2027, 3, 31, 23, 59)), pytest.raises(YearNotOver):
        close_year(year=2026, by=manager)
    with time_machine.travel(AFTER):
        assert close_year(year=2026, by=manager).year == 2026


def test_year_is_closed_once(training, manager):
    with time_machine.travel(AFTER):
        close_year(year=2026, by=manager)
        with pytest.raises(AlreadyClosed):
            close_year(year=2026, by=manager)


def test_database_refuses_two_closings_of_a_year(manager):
    ClosedYear.objects.create(year=2024, chapters=[], closed_by=manager)

    with pytest.raises(IntegrityError, match="closed_year_once"), transaction.atomic():
        ClosedYear.objects.create(year=2024, chapters=[], closed_by=manager)


def test_reopened_year_is_counted_anew_and_stays_on_record(training, manager):
    with time_machine.travel(AFTER):
        first = close_year(year=2026, by=manager)
        make_booking(training)
        reopen_year(closed_id=first.pk, reason=" 入力もれ ", by=manager)

        assert applied(2026)[0] == "3"
        close_year(year=2026, by=manager)
        assert applied(2026)[0] == "3"
    first.refresh_from_db()
    assert (first.reopening_reason, first.reopened_by) == ("入力もれ", manager)
    assert first.chapters[0]["tables"][0]["rows"][5]["values"] == [2]


def test_reopening_needs_a_reason_and_a_closed_year(training, manager):
    with time_machine.travel(AFTER):
        closed = close_year(year=2026, by=manager)
    with pytest.raises(ReasonMissing):
        reopen_year(closed_id=closed.pk, reason=" ", by=manager)
    reopen_year(closed_id=closed.pk, reason="入力もれ", by=manager)
    with pytest.raises(NotClosed):
        reopen_year(closed_id=closed.pk, reason="もう一度", by=manager)


@pytest.mark.django_db(transaction=True)
def test_two_managers_closing_at_once_close_once(manager, staff):
    make_booking(make_training(starts_at=local(2025, 6, 1, 13)))
    outcomes = []

    def close(by):
        try:
            close_year(year=2025, by=by)
        except AlreadyClosed:
            outcomes.append("already")
        else:
            outcomes.append("closed")

    at_once([partial(close, by) for by in (manager, staff)])

    assert sorted(outcomes) == ["already", "closed"]
    assert ClosedYear.objects.in_force().count() == 1
