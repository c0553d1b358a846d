"""What a page says, in words, row by row: for differences, clashes and what is read back."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from django.db.models import Field
from django.utils.translation import gettext as _

from platform_orgs.models import FieldOfWork, OrganisationKind, Profile, Visibility
from portal.office.models import District
from portal.ui.numbers import format_telephone

# A contact and who sees it are one row.
ROWS = tuple(name for name in Profile.CONTENT if not name.endswith("_seen_by"))
_NUMBERS = ("telephone", "fax")


class Row(NamedTuple):
    name: str
    label: str
    text: str


class Difference(NamedTuple):
    name: str
    label: str
    before: str
    after: str


def label_of(name: str) -> str:
    return str(cast("Field[Any, Any]", Profile._meta.get_field(name)).verbose_name)


def row_of(name: str) -> str:
    """The row in which a field stands."""
    return name.removesuffix("_seen_by")


def rows(values: Mapping[str, Any]) -> list[Row]:
    """Everything that is filled in. One query where districts are named."""
    districts = district_names(values.get("districts", ()))
    found = [Row(name, label_of(name), _text(name, values, districts)) for name in ROWS]
    return [row for row in found if row.text]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The rows in which two pages differ."""
    districts = district_names([*before.get("districts", ()), *after.get("districts", ())])
    found = []
    for name in ROWS:
        pair = [_text(name, values, districts) for values in (before, after)]
        if any(before.get(key) != after.get(key) for key in _keys(name)) and pair[0] != pair[1]:
            found.append(Difference(name, label_of(name), *pair))
    return found


def district_names(ids: Iterable[int]) -> dict[int, str]:
    wanted = set(ids)
    return dict(District.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _keys(name: str) -> tuple[str, ...]:
    return (name, f"{name}_seen_by") if name in Profile.CONTACTS else (name,)


def _text(name: str, values: Mapping[str, Any], districts: Mapping[int, str]) -> str:
    value = values.get(name)
    if name == "districts":
        return "、".join(districts[pk] for pk in value or () if pk in districts) or _("市全域")
    if not value:
        return ""
    if name == "kind":
        return str(OrganisationKind(value).label)
    if name == "fields_of_work":
        return "、".join(str(FieldOfWork(work).label) for work in value)
    if name == "logo":
        # Two pictures are told apart by looking at them; the words only say that there is one.
        return _("画像あり（%(mark)s）") % {"mark": str(value)[-10:-5]}
    text = format_telephone(value) if name in _NUMBERS else str(value)
    if name in Profile.CONTACTS:
        seen_by = Visibility(values[f"{name}_seen_by"]).label
        return _("%(text)s（見せる範囲：%(seen_by)s）") % {"text": text, "seen_by": seen_by}
    return text
