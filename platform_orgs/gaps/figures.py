"""The chapter of the yearly report about needs that no programme and no organisation covers (制度のはざま)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from platform_orgs.gaps.counting import EVERYWHERE, Counted, counted, needs_of
from platform_orgs.models import Need, TroubleCategory
from portal.figures.periods import Period
from portal.figures.tables import Column, Row, Table
from portal.office.models import District


def chapter(period: Period) -> list[Table]:
    """Needs by category and by area: how many, answered, helped, without any answer. What is for the office
    only has a table of its own that is not given out: members can count all others, and what is published
    less what they can count would be its number. Three queries."""
    needs = counted(needs_of(period).filter(audience=Need.Audience.MEMBERS))
    office_only = Counter(needs_of(period).exclude(audience=Need.Audience.MEMBERS).values_list("category"))
    areas = [(EVERYWHERE, _("市全域"))]
    areas += [(d.pk, d.name) for d in District.objects.all() if d.parent_id is None]
    categories = [(category.value, str(category.label)) for category in TroubleCategory]
    return [
        _table("category", _("困りごとの分類別"), _("分類"), categories, needs, "category"),
        _table("area", _("困りごとの地域別"), _("地域"), areas, needs, "area"),
        _office_only(categories, Counter({category: n for (category,), n in office_only.items()})),
    ]


def _office_only(categories: Sequence[tuple[str, str]], counts: Counter[str]) -> Table:
    rows = tuple(Row(value, label, (counts[value],), is_published=False) for value, label in categories)
    return Table(
        "gap-office",
        _("事務局だけで受けた困りごと"),
        _("この期間に受けた、事務局だけに見せる困りごとです。公表用には出しません。"),
        _("分類"),
        (Column("needs", _("困りごと"), is_published=False),),
        rows,
    )


def _table(
    key: str,
    title: str,
    heading: str,
    choices: Sequence[tuple[Any, str]],
    needs: Sequence[Counted],
    part: str,
) -> Table:
    rows = []
    for value, label in choices:
        here = [need for need in needs if getattr(need, part) == value]
        unanswered = sum(not need.is_answered for need in here)
        helped = sum(need.has_helped for need in here)
        rows.append(Row(str(value), label, (len(here), len(here) - unanswered, helped, unanswered)))
    columns = (
        Column("needs", _("困りごと")),
        # Beside the others it would give away what is withheld.
        Column("answered", _("回答あり"), is_published=False),
        Column("helped", _("助けになった")),
        Column("unanswered", _("回答なし")),
    )
    definition = _(
        "この期間に募集を始めた困りごとの件数です（事務局だけに見せるものと、取り下げはのぞきます）。"
        "回答ありは、取り下げていない申し出が届いたか、助けになったと記録されたものです。"
        "助けになったには、一部だけ助けになったものもふくみます。"
    )
    return Table(f"gap-{key}", title, definition, heading, columns, tuple(rows), chart_column="unanswered")
