import datetime

import pytest

from portal.people.merging import merge_people
from supporters.actions import end, register, revive
from supporters.errors import RecordWasMerged
from supporters.models import PastTraining, Supporter, SupporterTraining
from tests.factories import make_person, make_supporter

pytestmark = pytest.mark.django_db


def told(supporter):
    supporter.refresh_from_db()
    return supporter.number, supporter.person_id, supporter.state, supporter.end_reason


def test_registration_of_the_dropped_record_follows(staff):
    keep, supporter = make_person(), make_supporter(number="2026-0001")

    merge_people(keep_id=keep.pk, drop_id=supporter.person_id, by=staff)

    assert told(supporter) == ("2026-0001", keep.pk, "active", "")


@pytest.mark.parametrize("kept_is_older", [True, False])
def test_of_two_registrations_the_older_number_and_the_better_state_stay(staff, kept_is_older):
    older = make_supporter(number="2023-0001", registered_on=datetime.date(2023, 1, 15), affiliation="例の会")
    younger = make_supporter(number="2026-0009", registered_on=datetime.date(2026, 5, 1), age_band="60s")
    end(supporter_id=older.pk, reason="moved", by=staff)
    keep, drop = (older, younger) if kept_is_older else (younger, older)

    merge_people(keep_id=keep.person_id, drop_id=drop.person_id, by=staff)

    assert told(keep) == ("2023-0001", keep.person_id, "active", "")
    assert (keep.registered_on, keep.affiliation, keep.age_band) == (
        datetime.date(2023, 1, 15),
        "例の会",
        "60s",
    )
    assert told(drop) == ("2026-0009", drop.person_id, "ended", "merged")
    assert keep.steps.latest("id").note == "2026-0009"
    assert drop.steps.latest("id").note == "2023-0001"
    assert list(Supporter.objects.listed()) == [keep]


def test_what_somebody_does_not_want_holds_after_merging(staff):
    keep = make_supporter(wants_follow_ups=False)
    drop = make_supporter(wants_news=False)

    merge_people(keep_id=keep.person_id, drop_id=drop.person_id, by=staff)

    keep.refresh_from_db()
    assert (keep.wants_follow_ups, keep.wants_news) == (False, False)


def test_merged_registration_never_comes_back(staff):
    keep, drop = make_supporter(), make_supporter()
    merge_people(keep_id=keep.person_id, drop_id=drop.person_id, by=staff)

    with pytest.raises(RecordWasMerged):
        revive(supporter_id=drop.pk, by=staff)
    with pytest.raises(RecordWasMerged):
        register(person_id=drop.person_id, by=staff)


def test_merging_twice_changes_nothing(staff):
    keep, drop = make_supporter(), make_supporter()
    merge_people(keep_id=keep.person_id, drop_id=drop.person_id, by=staff)
    before = told(keep), told(drop)

    merge_people(keep_id=keep.person_id, drop_id=drop.person_id, by=staff)

    assert (told(keep), told(drop)) == before


def test_past_trainings_follow_once(staff):
    keep, drop = make_supporter(), make_supporter()
    first, second = (PastTraining.objects.create(title=title) for title in ("一", "二"))
    for supporter, training in [(keep, first), (drop, first), (drop, second)]:
        SupporterTraining.objects.create(supporter=supporter, training=training)

    merge_people(keep_id=keep.person_id, drop_id=drop.person_id, by=staff)

    of_keep = SupporterTraining.objects.filter(supporter=keep)
    assert {taken.training for taken in of_keep.select_related("training")} == {first, second}
