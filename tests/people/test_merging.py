import pytest

from portal.people.errors import SameRecord
from portal.people.merging import merge_people
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_merge_fills_gaps_and_keeps_careful_marks(staff):
    keep = make_person(telephone="0857000001", email="")
    drop = make_person(telephone="0857000002", email="hanako@example.com", handle_with_care=True)

    merge_people(keep_id=keep.pk, drop_id=drop.pk, by=staff)

    keep.refresh_from_db()
    drop.refresh_from_db()
    assert (keep.telephone, keep.email, keep.handle_with_care) == ("0857000001", "hanako@example.com", True)
    assert drop.merged_into == keep


def test_merge_into_a_record_that_was_merged_itself_goes_to_the_one_that_was_kept(staff):
    root, pointer, drop = make_person(), make_person(), make_person()
    merge_people(keep_id=root.pk, drop_id=pointer.pk, by=staff)

    kept = merge_people(keep_id=pointer.pk, drop_id=drop.pk, by=staff)

    drop.refresh_from_db()
    assert (kept, drop.merged_into) == (root, root)


def test_merge_the_other_way_round_afterwards_makes_no_circle(staff):
    root, pointer = make_person(), make_person()
    merge_people(keep_id=root.pk, drop_id=pointer.pk, by=staff)

    kept = merge_people(keep_id=pointer.pk, drop_id=root.pk, by=staff)

    root.refresh_from_db()
    assert (kept, root.merged_into) == (root, None)


def test_merge_of_a_record_with_itself_is_refused(staff):
    one = make_person()

    with pytest.raises(SameRecord):
        merge_people(keep_id=one.pk, drop_id=one.pk, by=staff)
