"""Whose page it is. A session belongs to an address, and several people may share one: where they do, the page
opens with that person's registration or receipt number, once for each session."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.acting import acting_user
from portal.bookings.models import Attendee
from portal.search.folding import fold
from portal.ui.text import InvalidInput, fold_receipt_number
from supporters.me.errors import AskedTooOften
from supporters.models import Supporter

_CHOSEN = "supporter"
_TRIES = 5
_AN_HOUR = 60 * 60  # seconds

OwnView = Callable[..., HttpResponse]


def of_this_address(request: HttpRequest) -> list[Supporter]:
    """The registered supporters who gave the address that is signed in, each with ``shares_address``: whether
    the registry knows it of anybody else too, whose registration may have ended. One query."""
    email = acting_user(request).email
    others = Supporter.objects.filter(person__email__iexact=email, person__merged_into__isnull=True)
    found = Supporter.objects.of_address(email).annotate(
        shares_address=Exists(others.exclude(pk=OuterRef("pk")))
    )
    return list(found.select_related("person__district").order_by("number"))


def asks_for_number(candidates: Sequence[Supporter]) -> bool:
    """Whether the address alone does not say whose page it is. Who has left may still read its mail."""
    return any(supporter.shares_address for supporter in candidates)  # type: ignore[attr-defined]


def chosen(request: HttpRequest, candidates: Sequence[Supporter]) -> Supporter | None:
    """Whose page is open: the only one's, or that of the number that was given."""
    if not asks_for_number(candidates):
        return candidates[0]
    pk = request.session.get(_CHOSEN)
    return next((supporter for supporter in candidates if supporter.pk == pk), None)


def own_page(view: OwnView) -> OwnView:
    """A page of one's own: leads to the question of the number on a shared address, and is not found for an
    address that belongs to no supporter. Stands below ``sign_in_required``."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        candidates = of_this_address(request)
        if not candidates:
            raise Http404
        supporter = chosen(request, candidates)
        if supporter is None:
            return redirect("supporters:me-choose")
        return view(request, supporter, *args, **kwargs)

    return wrapper


def choose(request: HttpRequest, candidates: Sequence[Supporter], number: str) -> bool:
    """Open the page of the one of ``candidates`` whose registration number it is, or who belongs to the
    application with this receipt number. Raises ``AskedTooOften``."""
    spend(request, "number", _TRIES)
    found = _by_number(candidates, number)
    if found is not None:
        request.session[_CHOSEN] = found.pk
    return found is not None


def forget_choice(request: HttpRequest) -> None:
    request.session.pop(_CHOSEN, None)


def spend(request: HttpRequest, what: str, most: int) -> None:
    """Count a try of this account within the hour. Raises ``AskedTooOften``."""
    key = f"supporters.me:{what}:{acting_user(request).pk}"
    cache.add(key, 0, _AN_HOUR)
    try:
        tries = cache.incr(key)
    except ValueError:  # the hour ended between the two lines
        tries = 1
    if tries > most:
        raise AskedTooOften


def _by_number(candidates: Sequence[Supporter], number: str) -> Supporter | None:
    typed = fold(number)
    for supporter in candidates:
        if typed and fold(supporter.number) == typed:
            return supporter
    try:
        receipt = fold_receipt_number(number)
    except InvalidInput:
        return None
    people = set(Attendee.objects.filter(booking__receipt_number=receipt).values_list("person", flat=True))
    found = [supporter for supporter in candidates if supporter.person_id in people]
    # Where two applied together their number does not say whose page is meant.
    return found[0] if len(found) == 1 else None
