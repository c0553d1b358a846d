"""The chapter of the yearly report about the organisations of the platform, those that have left since too."""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from platform_orgs.gaps.counting import needs_of
from platform_orgs.models import (
    FieldOfWork,
    Meeting,
    Need,
    Organisation,
    OrganisationKind,
    OrganisationStep,
    Profile,
)
from portal.figures.periods import Period
from portal.figures.spellings import NOT_SAID
from portal.figures.tables import Column, Row, Table

_Verb = OrganisationStep.Verb


def chapter(period: Period) -> list[Table]:
    """Members by kind and field at the end of the period, who came and went, what was done. Six queries."""
    members = _Members(period)
    kinds = Counter(page.kind if page else organisation.kind for organisation, page in members.at_end)
    return [
        _changes(members),
        _left(members),
        _of_members(
            "kind", _("団体の種類別"), _("種類"), _rows(OrganisationKind.choices, kinds), meaning=_at_end()
        ),
        _by_field(members),
        _done(period),
        _outcomes(period),
    ]


class _Spell:
    """A time for which an organisation took part, pauses included. ``state`` is how it ended."""

    def __init__(self, first: datetime.date) -> None:
        self.first = first
        self.last: datetime.date | None = None
        self.state = ""


def _spells(organisation: Organisation) -> list[_Spell]:
    """The first one begins on the day of joining; every end and return is on record."""
    spells = [_Spell(organisation.joined_on)]
    for step in organisation.steps.all():
        if step.verb == _Verb.ENDED:
            spells[-1].last = step.day or timezone.localdate(step.at)
            spells[-1].state = step.state
        elif spells[-1].last is not None:
            spells.append(_Spell(timezone.localdate(step.at)))
    if organisation.has_ended:
        # Also where the end was not put on record with its day.
        spells[-1].last, spells[-1].state = organisation.state_since, organisation.state
    return spells


def _page_at_end(organisation: Organisation, period: Period) -> Profile | None:
    """What was public when the period ended; of an organisation whose first page came later, that one."""
    pages = list(organisation.profiles.all())
    then = [page for page in pages if page.decided_at and page.decided_at < period.ends_before]
    return then[-1] if then else next(iter(pages), None)


class _Members:
    """Who took part at the end of the period and with which page, who came, came back and left in it."""

    def __init__(self, period: Period) -> None:
        steps = OrganisationStep.objects.filter(verb__in=(_Verb.ENDED, _Verb.REVIVED)).order_by("id")
        pages = Profile.objects.filter(state=Profile.State.ACCEPTED).order_by("number")
        rows = Organisation.objects.filter(joined_on__lte=period.last).order_by("pk")
        self.at_end: list[tuple[Organisation, Profile | None]] = []
        self.joined = self.returned = 0
        self.left: Counter[str] = Counter()
        for organisation in rows.prefetch_related(Prefetch("steps", steps), Prefetch("profiles", pages)):
            spells = _spells(organisation)
            for number, spell in enumerate(spells):
                if period.first <= spell.first <= period.last:
                    self.joined += number == 0
                    self.returned += number > 0
                if spell.last and period.first <= spell.last <= period.last:
                    self.left[spell.state] += 1
            if any(s.first <= period.last and (s.last is None or s.last > period.last) for s in spells):
                self.at_end.append((organisation, _page_at_end(organisation, period)))


def _at_end() -> str:
    return _(
        "期間の終わりに参加していた団体（休止中もふくむ）です。そのあとに参加を終えた団体も数えます。"
        "種類と分野は、期間の終わりに公開していたページのもの（そのころページがなければ、最初に公開したもの）です。"
    )


def _rows(choices: Iterable[tuple[Any, Any]], counts: Counter[Any], *, is_public: bool = True) -> list[Row]:
    """``is_public``: the directory says it of every organisation, so that no number is withheld."""
    return [
        Row(str(value), str(label), (counts[value],), counts_people=not is_public) for value, label in choices
    ]


def _of_members(
    key: str,
    title: str,
    heading: str,
    rows: list[Row],
    *,
    meaning: str,
    adds_up: bool = True,
    unit: str = "",
) -> Table:
    columns = (Column("count", unit or _("団体数")),)
    return Table(
        f"organisations-{key}", title, meaning, heading, columns, tuple(rows), adds_up, chart_column="count"
    )


def _changes(members: _Members) -> Table:
    lines = (
        ("joined", _("新しく参加した団体"), members.joined, _("参加した日がこの期間にある団体です。")),
        (
            "returned",
            _("ふたたび参加した団体"),
            members.returned,
            _("参加を終えたあとで、もどった団体です。"),
        ),
        ("left", _("参加を終えた団体"), sum(members.left.values()), _("終えた日がこの期間にある団体です。")),
        ("at-end", _("期間の終わりの団体"), len(members.at_end), _("休止中の団体もふくみます。")),
    )
    rows = [Row(key, label, (count,), meaning, counts_people=False) for key, label, count, meaning in lines]
    meaning = _("官民連携プラットフォームに参加する団体です。")
    return _of_members("changes", _("団体の動き"), _("数えたもの"), rows, meaning=meaning, adds_up=False)


def _left(members: _Members) -> Table:
    choices = [(state.value, state.label) for state in Organisation.ENDED]
    rows = _rows(choices, members.left, is_public=False)
    meaning = _("この期間に参加を終えた団体を、理由ごとに数えました。")
    return _of_members("left", _("参加を終えた理由"), _("理由"), rows, meaning=meaning)


def _by_field(members: _Members) -> Table:
    counts: Counter[str] = Counter()
    for _organisation, page in members.at_end:
        counts.update((page.fields_of_work if page else None) or [NOT_SAID])
    rows = _rows([*FieldOfWork.choices, (NOT_SAID, _("答えなし"))], counts)
    meaning = f"{_('一つの団体が、三つまでの分野を選びます。')}{_at_end()}"
    return _of_members("field", _("団体の活動分野別"), _("活動分野"), rows, meaning=meaning, adds_up=False)


def _done(period: Period) -> Table:
    moments = {"gte": period.starts_at, "lt": period.ends_before}
    confirmed = OrganisationStep.objects.filter(
        verb=_Verb.CONFIRMED, **{f"at__{name}": moment for name, moment in moments.items()}
    ).aggregate(count=Count("organisation", distinct=True))["count"]
    meetings = Meeting.objects.filter(
        Q(state=Meeting.State.CALLED, ends_at__lte=timezone.now()),
        **{f"starts_at__{name}": moment for name, moment in moments.items()},
    ).count()
    rows = [
        Row(
            "confirmed",
            _("ページの内容を確かめた団体"),
            (confirmed,),
            _("この期間に一度でも、ページが合っていると答えたか、書き直して公開した団体です。"),
            counts_people=False,
        ),
        Row("meetings", _("開いた会議"), (meetings,), _("中止した会議はのぞきます。"), counts_people=False),
    ]
    meaning = _("団体のページの確認と、プラットフォームの会議です。")
    return _of_members(
        "done", _("確認と会議"), _("数えたもの"), rows, meaning=meaning, adds_up=False, unit=_("数")
    )


def _outcomes(period: Period) -> Table:
    counts: Counter[str] = Counter()
    shared = needs_of(period).filter(audience=Need.Audience.MEMBERS)
    for state, outcome in shared.values_list("state", "outcome"):
        counts[outcome or state] += 1
    still = [(state.value, state.label) for state in (Need.State.OPEN, Need.State.EXPIRED)]
    rows = _rows([*Need.Outcome.choices, *still], counts, is_public=False)
    meaning = _(
        "この期間に募集を始めた困りごとが、どうなったかです"
        "（事務局だけに見せるものと、取り下げはのぞきます）。"
    )
    return _of_members("outcome", _("困りごとの結果"), _("結果"), rows, meaning=meaning, unit=_("困りごと"))
