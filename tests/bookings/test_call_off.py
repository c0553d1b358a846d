"""One day of several is given up: only that day changes, and everybody knows at once."""

import pytest
import time_machine
from django.core.cache import caches

from portal.bookings import actions, errors
from portal.bookings.announcements import announcement_for, announcement_of, dates_soon
from portal.bookings.models import Occasion, OccasionDate, PostponementAnswer
from portal.bookings.reminders import runs_of
from portal.correspondence.kinds import render
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, person, revision
from tests.factories import local

# Captured commits run only with real transactions.
pytestmark = pytest.mark.django_db(transaction=True)

MORNING = local(2026, 12, 5, 7, 0)


@pytest.fixture
def course(office):
    """Day one a week ago, day two today, day three next week."""
    with time_machine.travel(local(2026, 11, 1, 10), tick=False):
        training = factories.make_training(starts_at=local(2026, 11, 28, 10), capacity=1)
        factories.make_date(training, local(2026, 12, 5, 10))
        factories.make_date(training, local(2026, 12, 12, 10))
        apply_for(training, people=[person(contact_wish="mail", email="a@example.com")])
        apply_for(training)
    with time_machine.travel(MORNING, tick=False):
        yield training


def second(course):
    return course.dates.order_by("starts_at")[1]


def call_off(course, staff, off=OccasionDate.Off.CANCELLED, **how):
    values = {"date_id": second(course).pk, "off": off, "reason": "大雪のため", "by": staff}
    return actions.call_off_date(**values | {"revision": revision(course)} | how)


def test_only_that_day_changes_and_everybody_is_told_first(course, staff):
    call_off(course, staff)

    course = Occasion.objects.get(pk=course.pk)
    assert course.state == "published"
    assert [date.off for date in course.dates.all()] == ["", "cancelled", ""]
    told = Message.objects.filter(kind="bookings.notice")
    assert [(message.is_urgent, message.way) for message in told.order_by("pk")] == [
        (True, "mail"),
        (True, "telephone"),
    ]
    mail = render(told.earliest("pk")).mail
    assert "12月5日（土）10:00〜12:00の" in mail
    assert "中止になりました。\n理由：大雪のため。ほかの日は、予定どおり行います。" in mail
    assert "2026年12月5日（土）10:00〜12:00（中止）" in mail
    assert course.journal.get(verb="date_called_off").actor == staff


def test_day_called_off_twice_tells_once(course, staff):
    for _ in range(2):
        call_off(course, staff)

    assert Message.objects.filter(kind="bookings.notice").count() == 2


def test_day_called_off_from_an_old_page_or_of_a_course_that_is_over_is_refused(course, staff):
    with pytest.raises(errors.StaleRevision):
        call_off(course, staff, revision=revision(course) - 1)
    Occasion.objects.filter(pk=course.pk).update(state="closed")
    with pytest.raises(errors.OccasionIsOver):
        call_off(course, staff)

    assert second(course).off == ""


def test_only_day_is_not_called_off_by_itself(staff):
    training = factories.make_training()

    with pytest.raises(errors.OnlyDay):
        actions.call_off_date(
            date_id=training.dates.get().pk,
            off=OccasionDate.Off.CANCELLED,
            reason="",
            by=staff,
            revision=revision(training),
        )


def test_nobody_is_reminded_of_a_day_that_is_off(course, staff):
    call_off(course, staff)

    assert [len(run) for run in runs_of(course.dates.all())] == [1, 1]
    assert second(course).pk not in {date.pk for run in runs_of(course.dates.all()) for date in run}


def test_one_day_moves_and_the_others_stay(course, staff):
    call_off(course, staff, OccasionDate.Off.POSTPONED)
    first, _second, third = course.dates.order_by("starts_at")
    periods = {date.pk: (date.starts_at, date.ends_at) for date in course.dates.all()}
    periods[second(course).pk] = (local(2026, 12, 19, 10), local(2026, 12, 19, 12))
    moved = second(course)

    actions.postpone(
        occasion_id=course.pk, periods=periods, reason="大雪のため", by=staff, revision=revision(course)
    )

    moved.refresh_from_db()
    assert (moved.starts_at, moved.off, moved.off_note) == (local(2026, 12, 19, 10), "", "")
    assert [change.date_id for change in course.postponements.get().changes.all()] == [moved.pk]
    for date in (first, third):
        before = date.starts_at
        date.refresh_from_db()
        assert date.starts_at == before
    assert PostponementAnswer.objects.count() == 2


def test_postponing_to_the_same_days_is_refused(course, staff):
    periods = {date.pk: (date.starts_at, date.ends_at) for date in course.dates.all()}

    with pytest.raises(errors.DatesAreWrong):
        actions.postpone(
            occasion_id=course.pk, periods=periods, reason="", by=staff, revision=revision(course)
        )


def test_letter_about_the_day_that_was_given_up_goes_a_faster_way(course, staff):
    who = Message.objects.latest("pk").recipient
    who.contact_wish, who.address = "letter", "見本町1"
    who.save()
    periods = {date.pk: (date.starts_at, date.ends_at) for date in course.dates.all()}
    periods[second(course).pk] = (local(2027, 3, 5, 10), local(2027, 3, 5, 12))

    actions.postpone(occasion_id=course.pk, periods=periods, reason="", by=staff, revision=revision(course))

    assert Message.objects.get(kind="bookings.postponed", recipient=who).way == "telephone"


def test_announcement_says_what_became_of_today(course, staff):
    assert announcement_of(course) is None
    assert [date.pk for date in dates_soon(course)] == [second(course).pk]

    call_off(course, staff, OccasionDate.Off.POSTPONED)

    course = Occasion.objects.get(pk=course.pk)
    found = announcement_of(course)
    assert found.banner == f"12月5日（土）10:00〜12:00の「{course.title}」は、延期になりました。"
    assert found.after == (
        "理由：大雪のため。新しい日は、決まりしだいお知らせします。ほかの日は、予定どおり行います。"
    )
    assert dates_soon(course) == []
    assert announcement_for(course, course.dates.first()) is None


@pytest.fixture
def cached_pages(settings):
    settings.PAGE_CACHE_SECONDS = 60
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.mark.parametrize("how", ["cancel", "postpone", "one_day"])
def test_pages_that_were_cached_say_it_at_once(how, course, staff, client, cached_pages):
    today = factories.make_training(starts_at=local(2026, 12, 5, 13, 30), title="きょうの研修")
    subject = course if how == "one_day" else today
    addresses = ["/", f"/trainings/{subject.slug}/", "/trainings/"]
    before = [client.get(address).content.decode() for address in addresses]

    if how == "one_day":
        call_off(course, staff)
    elif how == "cancel":
        actions.cancel_occasion(occasion_id=today.pk, reason="大雪のため", by=staff, revision=revision(today))
    else:
        actions.postpone(
            occasion_id=today.pk, periods=None, reason="大雪のため", by=staff, revision=revision(today)
        )

    after = [client.get(address).content.decode() for address in addresses]
    word = "延期" if how == "postpone" else "中止"
    assert f"の「{subject.title}」は、{word}になりました。" in after[0]
    assert "大雪のため" in after[0]
    assert "大雪のため" not in before[0]
    says = {"cancel": "中止になりました", "postpone": "延期になりました", "one_day": "この日は中止です"}[how]
    assert says in after[1]
    assert says not in before[1]
    assert after[2] != before[2]
