"""Form → confirm → receipt, the same for trainings and events.

None of these pages reads or sets a cookie, so nothing on them needs CSRF protection: a forged request could
do no more than its sender could do directly. That keeps applying possible in in-app browsers that refuse
cookies, and lets the empty form be cached like any other public page.
"""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.bookings import actions
from portal.bookings.addresses import occasion_path
from portal.bookings.drafts import draft_data, find_draft, finish_draft, save_draft
from portal.bookings.errors import NotOpenForApplications, PlaceKindUnknown
from portal.bookings.forms import ApplicationForm, PublicApplicationForm
from portal.bookings.links import booking_token
from portal.bookings.models import BookingDraft, Occasion
from portal.bookings.offers import Offer, offer_for
from portal.limits import limited
from portal.office.models import PostalTown
from portal.office.postal import towns_for
from portal.page_cache import public_page
from portal.ui.email import suggest_email
from portal.ui.text import fold_postal_code


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
@public_page
def new_application(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The empty form, and what was posted from it."""
    return _form_page(request, _bookable(slug, kind), draft=None)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_application(request: HttpRequest, slug: str, kind: str, token: str) -> HttpResponse:
    """The form again, with everything that was typed before."""
    occasion = _bookable(slug, kind)
    draft = find_draft(occasion, token)
    if draft is None:
        return _gone(request, occasion)
    if draft.booking:
        return redirect("bookings:receipt", booking_token(draft.booking))
    return _form_page(request, occasion, draft)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
def confirm_application(request: HttpRequest, slug: str, kind: str, token: str) -> HttpResponse:
    """What will be applied for; POST applies. Applying twice leads to the same receipt."""
    occasion = _bookable(slug, kind)
    draft = find_draft(occasion, token)
    if draft is None:
        return _gone(request, occasion)
    if draft.booking:
        return redirect("bookings:receipt", booking_token(draft.booking))
    form = ApplicationForm(occasion, draft_data(draft))
    if not form.is_valid():
        # The session changed after the form was filled in: back to it, with what was typed.
        again = PublicApplicationForm(occasion, form.data)
        again.open_again()
        return _render_form(request, occasion, again, draft)
    if request.method == "POST":
        try:
            application = replace(form.to_application(), may_be_machine=draft.may_be_machine)
            booking = actions.apply(
                occasion_id=occasion.pk, application=application, submission_key=draft.token_hash
            )
        except (NotOpenForApplications, PlaceKindUnknown):
            return _closed(request, occasion)
        finish_draft(draft, booking)
        return redirect("bookings:receipt", booking_token(booking))
    offer = offer_for(occasion, now=timezone.now())
    if not offer.takes_applications:
        return _closed(request, occasion)
    context = {
        "occasion": occasion,
        "offer": offer,
        "will_wait": _will_wait(offer, form),
        "form": form,
        "draft": draft,
        "edit_url": occasion_path(occasion, "apply_edit", draft.token),
        "suggested_email": suggest_email(form.cleaned_data["email"]),
    }
    return render(request, "bookings/confirm.html", context)


def _bookable(slug: str, kind: str) -> Occasion:
    occasions = Occasion.objects.public().with_seats(timezone.now())
    occasion = occasions.filter(slug=slug, kind=kind, apply_by=Occasion.ApplyBy.HERE).first()
    if occasion is None:
        raise Http404
    return occasion


def _form_page(request: HttpRequest, occasion: Occasion, draft: BookingDraft | None) -> HttpResponse:
    if not offer_for(occasion, now=timezone.now()).takes_applications:
        return _closed(request, occasion)
    if request.method != "POST":
        form = PublicApplicationForm(occasion, initial=_initial(draft))
        return _render_form(request, occasion, form, draft)
    if "lookup" in request.POST:
        return _with_looked_up_address(request, occasion, draft)
    form = PublicApplicationForm(occasion, request.POST)
    if not form.is_valid():
        return _render_form(request, occasion, form, draft)
    draft = save_draft(form, draft)
    return HttpResponseRedirect(occasion_path(occasion, "apply_confirm", draft.token))


def _initial(draft: BookingDraft | None) -> dict[str, Any]:
    """What was typed, as initial values: the page shows it without complaining about anything."""
    if draft is None:
        return {}
    many = {"accommodations"}
    return {name: values if name in many else values[-1] for name, values in draft.data.items()}


def _with_looked_up_address(
    request: HttpRequest, occasion: Occasion, draft: BookingDraft | None
) -> HttpResponse:
    """The form as typed so far, with the town of the postal code in the address if that was empty."""
    posted = request.POST.copy()
    towns = _towns(posted.get("postal_code", ""))
    is_empty = not posted.get("address", "").strip()
    if len(towns) == 1 and is_empty:
        posted["address"] = str(towns[0])
    form = PublicApplicationForm(
        occasion,
        initial={name: posted.getlist(name) if name == "accommodations" else posted[name] for name in posted},
    )
    return _render_form(request, occasion, form, draft, looked_up=True, towns=towns, filled_in=is_empty)


def _towns(postal_code: str) -> list[PostalTown]:
    try:
        return towns_for(fold_postal_code(postal_code))
    except ValidationError:
        return []


def _render_form(
    request: HttpRequest,
    occasion: Occasion,
    form: ApplicationForm,
    draft: BookingDraft | None,
    **more: Any,
) -> HttpResponse:
    context = {
        "occasion": occasion,
        "offer": offer_for(occasion, now=timezone.now()),
        "form": form,
        "form_url": occasion_path(occasion, "apply_edit", draft.token)
        if draft
        else occasion_path(occasion, "apply"),
        **more,
    }
    response = render(request, "bookings/apply.html", context)
    if request.method == "POST":
        add_never_cache_headers(response)  # what somebody typed stands in it
    return response


def _will_wait(offer: Offer, form: ApplicationForm) -> bool:
    """Whether, as things stand, the application would go to the waiting list. A forecast, no promise."""
    chosen = form.chosen_place_kind()
    return offer.is_first_come and any(
        places.place_kind.pk == chosen.pk and form.party_size() > places.left for places in offer.places
    )


def _closed(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    context = {"occasion": occasion, "offer": offer_for(occasion, now=timezone.now())}
    return render(request, "bookings/closed.html", context)


def _gone(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    """A draft's address that is wrong or older than a day."""
    context = {"occasion": occasion}
    return render(request, "bookings/draft_gone.html", context, status=404)
