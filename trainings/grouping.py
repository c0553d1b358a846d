"""Groups at tables (グループ分け): who sits where, from people and rules alone. No database.

The same people, rules, size and seed give the same tables. People are known by a number.
"""

import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from trainings.errors import GroupsImpossible

Pair = tuple[int, int]
Tables = dict[int, int]

_ROUNDS = 20


@dataclass(frozen=True)
class Guest:
    """Somebody to be seated. ``party`` is the same for those who applied together; an empty
    ``affiliation`` is like no other."""

    pk: int
    party: int
    affiliation: str = ""


def fold_affiliation(text: str) -> str:
    """The same word for the same affiliation however it was typed: width, case and spaces aside."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def most_at(size: int) -> int:
    """How many people a table takes at most: one more than chosen."""
    return size + 1


def partition(
    guests: Collection[Guest],
    *,
    size: int,
    seed: int,
    together: Collection[Pair] = (),
    apart: Collection[Pair] = (),
    fixed: Mapping[int, int] | None = None,
) -> Tables:
    """The table (from 1) of everybody: parties and ``together`` at one table, ``apart`` at different ones.

    Tables are as even as that allows and never above ``most_at(size)``; people of one affiliation are spread.
    ``fixed`` holds the tables that are settled; who is tied to somebody settled sits there as well. When the
    rules do not fit, more tables are taken. Raises ``GroupsImpossible`` when no number of tables helps.
    """
    by_pk = {guest.pk: guest for guest in sorted(guests, key=lambda guest: guest.pk)}
    bound = {pk: table for pk, table in (fixed or {}).items() if pk in by_pk}
    apart = [pair for pair in apart if set(pair) <= set(by_pk)]
    clusters = _clusters(by_pk.values(), together)
    _refuse_contradictions(clusters, apart, size)
    settled, free = _settle(clusters, bound, apart, size)
    fewest = max(-(-len(by_pk) // size), max(settled, default=0))
    for count in range(fewest, fewest + len(free) + 1):
        room = _Room(by_pk, apart, size, count)
        for table, cluster in ((t, c) for t, found in settled.items() for c in found):
            room.put(cluster, table)
        # A generator of its own for each number of tables: what was tried before leaves no trace.
        if room.seat_all(free, random.Random(f"{seed}:{count}")):  # noqa: S311
            room.even_out(free)
            return room.tables(keep_numbers=bool(settled))
    raise AssertionError("a table of their own fits every cluster")


def place_newcomers(
    guests: Collection[Guest],
    seated: Mapping[int, int],
    *,
    size: int,
    together: Collection[Pair] = (),
    apart: Collection[Pair] = (),
) -> Tables:
    """Tables for those of ``guests`` who have none in ``seated``; nobody else moves.

    Each goes to the smallest table that the rules allow, or to a new one. Raises ``GroupsImpossible`` when
    somebody would have to sit with people whose table is full or whom a rule keeps apart.
    """
    by_pk = {guest.pk: guest for guest in sorted(guests, key=lambda guest: guest.pk)}
    taken = {pk: table for pk, table in seated.items() if pk in by_pk}
    apart = [pair for pair in apart if set(pair) <= set(by_pk)]
    newcomers: Tables = {}
    waiting = []
    room = _Room(by_pk, apart, size, max(taken.values(), default=0))
    for pk, table in taken.items():
        room.put([pk], table)
    for cluster in _clusters(by_pk.values(), together):
        new = [pk for pk in cluster if pk not in taken]
        if not new:
            continue
        homes = {taken[pk] for pk in cluster if pk in taken}
        if not homes:
            _refuse_contradictions([new], apart, size)
            waiting.append(new)
            continue
        home = min(homes)
        if not room.allows(new, home):
            raise GroupsImpossible(
                _("一緒にする人のテーブルに入れません。席を移すか、グループを作り直してください。"),
                people=cluster,
            )
        room.put(new, home)
        newcomers |= dict.fromkeys(new, home)
    for new in sorted(waiting, key=lambda found: (-len(found), found)):
        table = room.best_for(new) or room.open_table()
        room.put(new, table)
        newcomers |= dict.fromkeys(new, table)
    return newcomers


def tied_to(pk: int, guests: Iterable[Guest], together: Collection[Pair]) -> list[int]:
    """Somebody with everybody who has to sit at the same table."""
    return next(cluster for cluster in _clusters(guests, together) if pk in cluster)


def broken_rules(tables: Mapping[int, int], together: Iterable[Pair], apart: Iterable[Pair]) -> set[Pair]:
    """The rules that tables do not keep. Who has no table breaks none."""

    def seated(pairs: Iterable[Pair]) -> Iterator[Pair]:
        return (pair for pair in pairs if pair[0] in tables and pair[1] in tables)

    return {(a, b) for a, b in seated(together) if tables[a] != tables[b]} | {
        (a, b) for a, b in seated(apart) if tables[a] == tables[b]
    }


def _clusters(guests: Iterable[Guest], together: Iterable[Pair]) -> list[list[int]]:
    """Those who sit at one table whatever it is: each list ascending, the lists by their first."""
    root: dict[int, int] = {}

    def find(pk: int) -> int:
        while root[pk] != pk:
            pk = root[pk]
        return pk

    parties: dict[int, int] = {}
    pairs = []
    for guest in guests:
        root[guest.pk] = guest.pk
        pairs.append((parties.setdefault(guest.party, guest.pk), guest.pk))
    for a, b in (*pairs, *together):
        if a in root and b in root:
            low, high = sorted((find(a), find(b)))
            root[high] = low
    found: dict[int, list[int]] = defaultdict(list)
    for pk in sorted(root):
        found[find(pk)].append(pk)
    return [found[pk] for pk in sorted(found)]


def _refuse_contradictions(clusters: Iterable[list[int]], apart: Collection[Pair], size: int) -> None:
    for cluster in clusters:
        for pair in apart:
            if set(pair) <= set(cluster):
                raise GroupsImpossible(
                    _(
                        "「離す」の二人が、同じ組の申込か「一緒にする」でつながっています。どちらかの決まりを外してください。"
                    ),
                    people=pair,
                )
        if len(cluster) > most_at(size):
            text = _(
                "一緒にする人が%(count)s人います。1テーブルは%(most)s人までです。人数を増やすか、決まりを外してください。"
            )
            raise GroupsImpossible(text % {"count": len(cluster), "most": most_at(size)}, people=cluster)


def _settle(
    clusters: Iterable[list[int]], bound: Mapping[int, int], apart: Collection[Pair], size: int
) -> tuple[dict[int, list[list[int]]], list[list[int]]]:
    """Clusters whose table is settled, by table, and the free ones. Raises ``GroupsImpossible``."""
    settled: dict[int, list[list[int]]] = defaultdict(list)
    free = []
    for cluster in clusters:
        homes = {bound[pk] for pk in cluster if pk in bound}
        if len(homes) > 1:
            raise GroupsImpossible(
                _(
                    "手で決めた席では、一緒にする人が別のテーブルになります。席を移すか、決まりを外してください。"
                ),
                people=cluster,
            )
        if homes:
            settled[homes.pop()].append(cluster)
        else:
            free.append(cluster)
    for table, found in settled.items():
        people = {pk for cluster in found for pk in cluster}
        if len(people) > most_at(size):
            text = _(
                "手で決めた席では、テーブル%(table)sが%(count)s人になります。1テーブルは%(most)s人までです。"
            )
            raise GroupsImpossible(text % {"table": table, "count": len(people), "most": most_at(size)})
        for pair in apart:
            if set(pair) <= people:
                text = _("手で決めた席では、「離す」の二人がテーブル%(table)sで一緒になります。")
                raise GroupsImpossible(text % {"table": table}, people=pair)
    return settled, free


class _Room:
    """Tables being filled. A table's cost is its size first, then how many share an affiliation."""

    def __init__(self, guests: Mapping[int, Guest], apart: Iterable[Pair], size: int, count: int) -> None:
        self.most = most_at(size)
        self.guests = guests
        self.people: list[set[int]] = [set() for _table in range(count)]
        self.foes: dict[int, set[int]] = defaultdict(set)
        for a, b in apart:
            self.foes[a].add(b)
            self.foes[b].add(a)

    def put(self, cluster: Iterable[int], table: int) -> None:
        self.people[table - 1].update(cluster)

    def open_table(self) -> int:
        self.people.append(set())
        return len(self.people)

    def allows(self, cluster: Collection[int], table: int) -> bool:
        return self._fits(self.people[table - 1] | set(cluster))

    def best_for(self, cluster: Collection[int]) -> int | None:
        """The smallest table that the rules allow; among equals the one with the fewest of their own."""
        found = [t for t in range(1, len(self.people) + 1) if self.allows(cluster, t)]

        def badness(table: int) -> tuple[int, int, int]:
            people = self.people[table - 1]
            return len(people), self._alike(people | set(cluster)) - self._alike(people), table

        return min(found, key=badness, default=None)

    def seat_all(self, free: Iterable[list[int]], chance: random.Random) -> bool:
        """Seat the free clusters, the hardest first, in an order that chance settles; False if one is left."""
        order = list(free)
        chance.shuffle(order)
        order.sort(key=lambda cluster: (-len(cluster), -sum(len(self.foes[pk]) for pk in cluster)))
        for cluster in order:
            table = self.best_for(cluster)
            if table is None:
                return False
            self.put(cluster, table)
        return True

    def even_out(self, free: list[list[int]]) -> None:
        """Move one cluster or swap two while that makes the tables more even or better mixed."""
        for _round in range(_ROUNDS):
            moved = [self._move_one(cluster) for cluster in free]
            swapped = [self._swap(one, other) for one, other in combinations(free, 2)]
            if not any(moved) and not any(swapped):
                return

    def tables(self, *, keep_numbers: bool) -> Tables:
        """Everybody's table. Tables that stayed empty are left out, unless numbers are settled."""
        used = [people for people in self.people if people or keep_numbers]
        return {pk: number for number, people in enumerate(used, start=1) for pk in sorted(people)}

    def _table_of(self, cluster: list[int]) -> int:
        return next(n for n, people in enumerate(self.people) if cluster[0] in people)

    def _move_one(self, cluster: list[int]) -> bool:
        source = self._table_of(cluster)
        return any(
            self._change(source, target, self.people[source] - set(cluster), people | set(cluster))
            for target, people in enumerate(self.people)
            if target != source and len(people) < len(self.people[source])
        )

    def _swap(self, one: list[int], other: list[int]) -> bool:
        source, target = self._table_of(one), self._table_of(other)
        if source == target:
            return False
        ours = (self.people[source] - set(one)) | set(other)
        theirs = (self.people[target] - set(other)) | set(one)
        return self._change(source, target, ours, theirs)

    def _change(self, a: int, b: int, new_a: set[int], new_b: set[int]) -> bool:
        before = self._cost(self.people[a], self.people[b])
        if self._cost(new_a, new_b) >= before or not (self._fits(new_a) and self._fits(new_b)):
            return False
        self.people[a], self.people[b] = new_a, new_b
        return True

    def _cost(self, a: set[int], b: set[int]) -> tuple[int, int]:
        return len(a) ** 2 + len(b) ** 2, self._alike(a) + self._alike(b)

    def _fits(self, people: set[int]) -> bool:
        return len(people) <= self.most and all(self.foes[pk].isdisjoint(people) for pk in people)

    def _alike(self, people: Iterable[int]) -> int:
        """How many pairs share an affiliation."""
        counts = Counter(word for pk in people if (word := self.guests[pk].affiliation))
        return sum(n * (n - 1) // 2 for n in counts.values())
