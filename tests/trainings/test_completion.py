import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trainings.sessions import past_session, somebody
from trainings.completion import Rule, completes, fingerprint, outcomes, rule_in_words

IDS = st.integers(min_value=1, max_value=9)
SETS = st.frozensets(IDS)


def meets(rule, *, dates, present, named=(), days_needed=1):
    return completes(rule=rule, days_needed=days_needed, named=named, dates=dates, present=present)


@given(dates=SETS, present=SETS)
def test_all_dates_asks_for_exactly_all(dates, present):
    assert meets(Rule.ALL_DATES, dates=dates, present=present) == (bool(dates) and dates <= present)


@given(dates=SETS, present=SETS, needed=st.integers(min_value=0, max_value=12))
def test_at_least_counts_dates_of_the_session_only(dates, present, needed):
    enough = len(dates & present) >= max(1, min(needed, len(dates)))

    assert meets(Rule.AT_LEAST, dates=dates, present=present, days_needed=needed) == (bool(dates) and enough)


@given(dates=SETS, present=SETS, named=SETS)
def test_named_dates_ask_for_these_and_without_any_for_all(dates, present, named):
    wanted = named & dates or dates

    found = meets(Rule.NAMED_DATES, dates=dates, present=present, named=named)

    assert found == (bool(dates) and wanted <= present)


@given(
    rule=st.sampled_from(list(Rule)),
    dates=SETS,
    present=SETS,
    more=SETS,
    named=SETS,
    needed=st.integers(min_value=0, max_value=12),
)
def test_being_there_more_often_never_costs_the_certificate(rule, dates, present, more, named, needed):
    rest = {"dates": dates, "named": named, "days_needed": needed}

    if meets(rule, present=present, **rest):
        assert meets(rule, present=present | more, **rest)
    assert meets(rule, present=dates, **rest) == bool(dates)
    assert not meets(rule, present=(), **rest)


@pytest.mark.django_db
def test_outcomes_say_who_and_why(staff, django_assert_num_queries):
    session = past_session(days=2)
    somebody(session, "pp", by=staff, name="皆勤", kana="ア")
    somebody(session, "pe", by=staff, name="事情", kana="イ")
    somebody(session, "p-", by=staff, name="未記入", kana="ウ")

    # Dates, named dates, attendees, decisions, marks.
    with django_assert_num_queries(5):
        found = outcomes(session)
        read = [(o.attendee.person.name, o.earns, o.is_unmarked, len(o.why) > 0) for o in found]

    assert read == [
        ("皆勤", True, False, True),
        ("事情", False, False, True),
        ("未記入", False, True, True),
    ]
    assert "1日出席" in found[1].why
    assert "事情あり" in found[1].why
    assert "未記入" in found[2].why


@pytest.mark.django_db
def test_day_that_was_called_off_asks_nobody_to_be_there(staff):
    session = past_session(days=2)
    somebody(session, "p-", by=staff)
    before = [(o.earns, o.is_unmarked) for o in outcomes(session)]
    session.dates.order_by("-starts_at").update(off="cancelled")
    session.dates.filter(pk=session.dates.order_by("starts_at")[0].pk).update(off="")

    after = [(o.earns, o.is_unmarked) for o in outcomes(session)]

    assert (before, after) == ([(False, True)], [(True, False)])
    assert rule_in_words(session) == "出席した人"


@pytest.mark.django_db
def test_outcomes_leave_out_who_has_no_place(staff):
    session = past_session()
    waiting = somebody(session)
    waiting.booking.status = "waitlisted"
    waiting.booking.save()
    coming = somebody(session, "p", by=staff)

    assert [o.attendee.pk for o in outcomes(session)] == [coming.pk]


@pytest.mark.django_db
def test_fingerprint_changes_with_a_mark_and_not_by_reading_again(staff):
    session = past_session(days=2)
    attendee = somebody(session, "aa", by=staff)
    before = fingerprint(outcomes(session))

    again = fingerprint(outcomes(session))
    somebody_marks = session.dates.first().attendances.get(attendee=attendee)
    somebody_marks.status = "excused"
    somebody_marks.save()

    assert again == before
    assert fingerprint(outcomes(session)) != before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "fields", "words"),
    [
        (1, {}, "出席した人"),
        (3, {}, "3日すべてに出席した人"),
        (3, {"completion_rule": "at_least", "completion_days": 2}, "3日のうち2日以上に出席した人"),
        (3, {"completion_rule": "named"}, "3日すべてに出席した人"),
    ],
)
def test_rule_is_said_in_words(days, fields, words):
    assert rule_in_words(past_session(days=days, **fields)) == words
