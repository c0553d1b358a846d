"""The partition alone: everybody once, even tables, rules kept or a clear refusal."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainings.errors import GroupsImpossible
from trainings.grouping import (
    Guest,
    broken_rules,
    fold_affiliation,
    most_at,
    partition,
    place_newcomers,
    tied_to,
)


def singles(count, affiliations=()):
    words = [*affiliations, *[""] * count]
    return [Guest(pk, party=pk, affiliation=words[pk - 1]) for pk in range(1, count + 1)]


def sizes(tables):
    return sorted(Counter(tables.values()).values())


@st.composite
def gatherings(draw):
    parties = draw(st.lists(st.integers(1, 3), min_size=1, max_size=14))
    words = st.sampled_from(["", "", "社協", "大学", "民生委員"])
    guests = []
    for party, people in enumerate(parties):
        guests += [Guest(len(guests) + n + 1, party, draw(words)) for n in range(people)]
    pks = st.integers(1, len(guests))
    pairs = st.lists(st.tuples(pks, pks).filter(lambda pair: pair[0] < pair[1]), max_size=5, unique=True)
    every = draw(pairs) if len(guests) > 1 else []
    half = draw(st.integers(0, len(every)))
    return {
        "guests": guests,
        "size": draw(st.integers(2, 7)),
        "seed": draw(st.integers(0, 999_999)),
        "together": every[:half],
        "apart": every[half:],
    }


def refusable(found, fixed):
    """Whether no number of tables could help, found in another way than by seating."""
    guests, limit = found["guests"], most_at(found["size"])
    clusters = {frozenset(tied_to(guest.pk, guests, found["together"])) for guest in guests}
    homes = {cluster: {fixed[pk] for pk in cluster if pk in fixed} for cluster in clusters}
    if any(len(cluster) > limit for cluster in clusters) or any(len(home) > 1 for home in homes.values()):
        return True
    at_table = {}
    for cluster, home in homes.items():
        for table in home:
            at_table.setdefault(table, set()).update(cluster)
    blocks = [*clusters, *at_table.values()]
    return any(len(people) > limit for people in at_table.values()) or any(
        set(pair) <= block for pair in found["apart"] for block in blocks
    )


@given(found=gatherings(), data=st.data())
def test_everybody_sits_once_with_all_rules_kept_or_it_is_refused(found, data):
    pks = [guest.pk for guest in found["guests"]]
    fixed = data.draw(st.dictionaries(st.sampled_from(pks), st.integers(1, 4), max_size=3))
    if refusable(found, fixed):
        with pytest.raises(GroupsImpossible):
            partition(**found, fixed=fixed)
        return

    tables = partition(**found, fixed=fixed)

    assert sorted(tables) == pks
    assert max(sizes(tables)) <= most_at(found["size"])
    assert broken_rules(tables, found["together"], found["apart"]) == set()
    assert len({(guest.party, tables[guest.pk]) for guest in found["guests"]}) == len(
        {guest.party for guest in found["guests"]}
    )
    assert {pk: tables[pk] for pk in fixed} == fixed
    assert tables == partition(**found, fixed=fixed)


@given(count=st.integers(1, 60), size=st.integers(2, 9), seed=st.integers(0, 999_999))
def test_without_rules_tables_differ_by_one_at_most_and_none_is_above_the_size(count, size, seed):
    tables = partition(singles(count), size=size, seed=seed)

    found = sizes(tables)
    assert len(found) == -(-count // size)
    assert found[-1] - found[0] <= 1
    assert found[-1] <= size
    assert set(tables.values()) == set(range(1, len(found) + 1))


@given(found=gatherings(), data=st.data())
def test_newcomers_get_a_place_and_nobody_else_moves(found, data):
    guests = found["guests"]
    new = data.draw(st.sets(st.sampled_from([guest.party for guest in guests])))
    before = [guest for guest in guests if guest.party not in new]
    if refusable(found | {"guests": before}, {}) or not before:
        return
    seated = partition(**found | {"guests": before})
    rules = {"together": found["together"], "apart": found["apart"]}

    try:
        placed = place_newcomers(guests, seated, size=found["size"], **rules)
    except GroupsImpossible:
        # Only who is tied to somebody, or a party that a rule contradicts, can be in the way.
        assert rules["together"] or rules["apart"]
        return

    assert set(placed) == {guest.pk for guest in guests} - set(seated)
    after = seated | placed
    assert max(sizes(after)) <= most_at(found["size"])
    # Two who sat already may have been tied by somebody who came later: that they sit apart stays.
    assert broken_rules(after, (), found["apart"]) == set()


def test_another_seed_makes_other_tables():
    made = {tuple(sorted(partition(singles(12), size=4, seed=seed).items())) for seed in range(5)}

    assert len(made) == 5


def test_people_of_one_affiliation_are_spread():
    guests = singles(12, ["社協"] * 3 + ["大学"] * 3 + ["病院"] * 3)

    tables = partition(guests, size=4, seed=7)

    for first in (1, 4, 7):
        assert len({tables[pk] for pk in range(first, first + 3)}) == 3


def test_affiliations_are_the_same_however_they_are_typed():
    assert fold_affiliation("ＡＢＣ　病院") == fold_affiliation("abc病院")
    assert fold_affiliation("　") == ""


def test_more_people_apart_than_tables_get_more_tables():
    apart = [(a, b) for a in range(1, 5) for b in range(a + 1, 5)]

    tables = partition(singles(6), size=4, seed=1, apart=apart)

    assert len({tables[pk] for pk in range(1, 5)}) == 4


def test_newcomer_goes_to_the_smallest_table_that_the_rules_allow():
    seated = {1: 1, 2: 1, 3: 2, 4: 3, 5: 3}

    free = place_newcomers(singles(6), seated, size=3)
    kept_apart = place_newcomers(singles(6), seated, size=3, apart=[(3, 6)])
    all_refuse = place_newcomers(singles(6), seated, size=3, apart=[(1, 6), (3, 6), (5, 6)])

    assert (free, kept_apart, all_refuse) == ({6: 2}, {6: 1}, {6: 4})


@pytest.mark.parametrize(
    ("rules", "words", "people"),
    [
        ({"together": [(1, 2)], "apart": [(1, 2)]}, "どちらかの決まりを外してください", {1, 2}),
        ({"together": [(1, 2), (2, 3), (3, 4)]}, "一緒にする人が4人います。1テーブルは3人まで", {1, 2, 3, 4}),
        ({"together": [(1, 2)], "fixed": {1: 1, 2: 2}}, "一緒にする人が別のテーブルになります", {1, 2}),
        ({"apart": [(1, 2)], "fixed": {1: 1, 2: 1}}, "「離す」の二人がテーブル1で一緒になります", {1, 2}),
        ({"fixed": {1: 2, 2: 2, 3: 2, 4: 2}}, "テーブル2が4人になります", set()),
    ],
)
def test_what_no_number_of_tables_can_keep_is_refused_with_the_reason(rules, words, people):
    with pytest.raises(GroupsImpossible) as refused:
        partition(singles(6), size=2, seed=1, **rules)

    assert words in str(refused.value)
    assert set(refused.value.people) == people
