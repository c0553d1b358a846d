"""二つの記録をまとめる: find the other one, see both side by side, say which stays, press."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.accounts.staff.mark import confirmed_lately
from portal.errors import PortalError
from portal.people.admin.pages import page, person_or_404
from portal.people.care import Ways, has_open
from portal.people.merging import merge_people, obstacle, to_fill
from portal.people.models import CareAccess, Person, PersonMark, PersonMerge
from portal.ui.numbers import format_postal_code, format_telephone

_MOST = 20
# Records about the record itself.
_STAYS = (Person, PersonMark, PersonMerge, CareAccess)
may_merge = permission_required("people.merge_person", raise_exception=True)


@dataclass(frozen=True)
class Row:
    """One line of the comparison; ``differs`` where both know something and not the same."""

    label: str
    values: tuple[str, str]
    is_filled: bool

    @property
    def differs(self) -> bool:
        return bool(self.values[0] and self.values[1]) and self.values[0] != self.values[1]


@never_cache
@require_safe
@may_merge
@confirmed_lately
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which other record? Those that look alike stand there already; any other is searched for."""
    person = person_or_404(pk)
    if person.merged_into_id is not None:
        return redirect("admin:people_person_merge", person.kept().pk)
    query = request.GET.get("q", "").strip()[:100]
    return page(
        request,
        "merge_choose.html",
        _("ほかの記録とまとめる"),
        person,
        query=query,
        found=_found(person, query),
        most=_MOST,
    )


def _found(person: Person, query: str) -> list[Person]:
    others = (
        Person.objects.filter(merged_into__isnull=True, is_contact_only=False)
        .exclude(pk=person.pk)
        .select_related("district")
    )
    number = query.lstrip("#＃")
    if number.isdecimal() and (exact := list(others.filter(pk=int(number[:9])))):
        return exact
    if query:
        return list(others.matching(query)[:_MOST])
    return list(others.filter(_looks_alike(person))[:_MOST])


def _looks_alike(person: Person) -> Q:
    """The same reading, or an address in common; of somebody who is handled with care the reading alone."""
    alike = Q(kana_key=person.kana_key)
    ways = person.ways
    for name in ("email", "telephone", "fax"):
        if value := getattr(ways, name):
            alike |= Q(**{name: value, "handle_with_care": False})
    return alike


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_merge
@confirmed_lately
def merge(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Both side by side. The first of the address stays, the second becomes a pointer to it."""
    keep, drop = person_or_404(pk), person_or_404(other_pk)
    if request.method == "POST":
        try:
            kept = merge_people(
                keep_id=pk, drop_id=other_pk, by=acting_user(request), revisions=_revisions(request)
            )
        except PortalError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        messages.success(
            request,
            _("%(drop)s を %(keep)s にまとめました。申込、連絡、伝言も移りました。")
            % {"drop": drop, "keep": kept},
        )
        return redirect("admin:desk_person", kept.pk)
    if keep.kept() == drop.kept():
        messages.warning(
            request,
            _("同じ記録どうしは、まとめられません。別の記録を選んでください。")
            if pk == other_pk
            else _("この二つは、もうまとめてあります。"),
        )
        return redirect("admin:people_person_merge", keep.kept().pk)
    user = acting_user(request)
    return page(
        request,
        "merge.html",
        _("二つの記録をまとめる"),
        keep,
        other=drop,
        rows=_rows(keep, drop, user),
        obstacle=obstacle(keep, drop, user),
        follows=_hanging_on(drop),
        hides=[p for p in (keep, drop) if p.handle_with_care and not has_open(user, p)],
    )


def _revisions(request: HttpRequest) -> tuple[int, int]:
    """What the two records were when the page was made. A page of ours always says so."""
    try:
        return int(request.POST["keep_revision"]), int(request.POST["drop_revision"])
    except (KeyError, ValueError):
        raise Http404 from None


def _rows(keep: Person, drop: Person, user: Any) -> list[Row]:
    filled = to_fill(keep, drop)
    sides = [(person, Ways(person, is_open=has_open(user, person))) for person in (keep, drop)]

    def row(name: str, read: Any) -> Row:
        label = str(Person._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        first, second = (str(read(person, ways) or "") for person, ways in sides)
        return Row(label, (first, second), is_filled=name in filled)

    return [
        row("name", lambda person, ways: person.name),
        row("kana", lambda person, ways: person.kana),
        row("printed_name", lambda person, ways: person.printed_name),
        row("contact_wish", lambda person, ways: person.get_contact_wish_display()),
        row("telephone", lambda person, ways: format_telephone(ways.telephone)),
        row("best_time", lambda person, ways: person.best_time),
        row("email", lambda person, ways: ways.email),
        row("fax", lambda person, ways: format_telephone(ways.fax)),
        row("postal_code", lambda person, ways: format_postal_code(ways.postal_code)),
        row("address", lambda person, ways: ways.address),
        row("district", lambda person, ways: ways.district),
    ]


def _hanging_on(person: Person) -> list[tuple[str, int]]:
    """How many rows of each kind point to this person and go along. Reads what the models themselves say, so
    that a new app is counted without being named here. What is kept apart from whose it is, is not counted."""
    counted: Counter[str] = Counter()
    for relation in Person._meta.related_objects:
        model = relation.related_model
        if model in _STAYS or isinstance(model, str) or getattr(model, "is_kept_apart", False):
            continue
        number = model._default_manager.filter(**{relation.field.name: person.pk}).count()
        counted[str(model._meta.verbose_name)] += number
    return [(label, number) for label, number in counted.items() if number]
