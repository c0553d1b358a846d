import pytest

from portal.people.actions import mark_died, mark_do_not_contact, mark_moved_away, undo_mark
from portal.people.models import PersonMark
from supporters.actions import end, pause
from supporters.models import Supporter
from tests.factories import make_person, make_supporter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("mark", "kind", "state", "reason"),
    [
        (mark_died, "died", "ended", "died"),
        (mark_moved_away, "moved_away", "ended", "moved"),
        (mark_do_not_contact, "do_not_contact", "active", ""),
    ],
)
def test_registration_follows_a_mark_and_its_undoing(staff, mark, kind, state, reason):
    supporter = make_supporter(number="2026-0001")
    make_supporter()

    done = mark(person=supporter.person, by=staff)

    supporter.refresh_from_db()
    assert (supporter.state, supporter.end_reason) == (state, reason)
    texts = [one["text"] for one in done.followed]
    assert texts == (["つながりサポーターの登録の終了（2026-0001）"] if reason else [])
    assert Supporter.objects.on_the_books().count() == (1 if reason else 2)

    undo_mark(person=supporter.person, kind=PersonMark.Kind(kind), by=staff, reason="まちがい")
    supporter.refresh_from_db()
    assert (supporter.state, supporter.end_reason) == ("active", "")


def test_rest_goes_on_when_a_wrong_mark_is_taken_back(staff):
    supporter = make_supporter()
    pause(supporter_id=supporter.pk)
    mark_died(person=supporter.person, by=staff)

    undo_mark(person=supporter.person, kind=PersonMark.Kind.DIED, by=staff, reason="まちがい")

    supporter.refresh_from_db()
    assert supporter.state == "paused"


def test_what_ended_before_the_mark_stays_ended(staff):
    supporter = make_supporter()
    end(supporter_id=supporter.pk, by=staff)
    mark_died(person=supporter.person, by=staff)

    undo_mark(person=supporter.person, kind=PersonMark.Kind.DIED, by=staff, reason="まちがい")

    supporter.refresh_from_db()
    assert (supporter.state, supporter.end_reason) == ("ended", "wish")
    mark_died(person=make_person(), by=staff)


def test_what_staff_ended_as_moved_stays_ended_when_a_later_mark_is_taken_back(staff):
    supporter = make_supporter()
    end(supporter_id=supporter.pk, reason=Supporter.EndReason.MOVED, by=staff)
    mark_moved_away(person=supporter.person, by=staff)
    mark_died(person=supporter.person, by=staff)

    for kind in (PersonMark.Kind.MOVED_AWAY, PersonMark.Kind.DIED):
        undo_mark(person=supporter.person, kind=kind, by=staff, reason="まちがい")

    supporter.refresh_from_db()
    assert (supporter.state, supporter.end_reason) == ("ended", "moved")


@pytest.mark.parametrize(
    ("first", "second", "first_kind", "second_kind", "reason"),
    [
        (mark_moved_away, mark_died, PersonMark.Kind.MOVED_AWAY, PersonMark.Kind.DIED, "died"),
        (mark_died, mark_moved_away, PersonMark.Kind.DIED, PersonMark.Kind.MOVED_AWAY, "moved"),
    ],
)
def test_registration_of_two_marks_comes_back_with_the_last_one(
    staff, first, second, first_kind, second_kind, reason
):
    supporter = make_supporter()
    first(person=supporter.person, by=staff)
    second(person=supporter.person, by=staff)

    undo_mark(person=supporter.person, kind=first_kind, by=staff, reason="まちがい")
    supporter.refresh_from_db()
    assert (supporter.state, supporter.end_reason) == ("ended", reason)

    undo_mark(person=supporter.person, kind=second_kind, by=staff, reason="まちがい")
    supporter.refresh_from_db()
    assert (supporter.state, supporter.end_reason) == ("active", "")
