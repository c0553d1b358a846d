"""Apply in one step: who is signed in is known, so only what belongs to this one training is asked."""

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.access import sign_in_required
from portal.accounts.keeping import typed
from portal.bookings import actions as bookings
from portal.bookings.links import booking_token
from portal.bookings.models import Booking, Occasion
from portal.bookings.offers import offer_for
from portal.errors import PortalError
from supporters.me.forms import OwnApplicationForm
from supporters.me.whose import own_page
from supporters.models import Supporter


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
@own_page
def apply(request: HttpRequest, supporter: Supporter, slug: str) -> HttpResponse:
    """What is applied for and with which data, and one button. Applying twice leads to the same receipt."""
    now = timezone.now()
    occasion = Occasion.objects.public().with_days().with_seats(now).filter(slug=slug).first()
    if occasion is None or occasion.apply_by != Occasion.ApplyBy.HERE:
        raise Http404
    there = Booking.objects.live().filter(
        attendees__person=supporter.person, attendees__is_live=True, occasion=occasion
    )
    if (booking := there.first()) is not None:
        # The link of a party belongs to the one who applied for it.
        is_theirs = booking.contact_id == supporter.person_id
        return redirect("bookings:detail", booking_token(booking)) if is_theirs else redirect("supporters:me")
    offer = offer_for(occasion, now=now)
    initial = {"submission_key": secrets.token_urlsafe(24)}
    form = OwnApplicationForm(occasion, supporter, typed(request), initial=initial)
    if request.method == "POST" and form.is_valid() and (booking := _apply(occasion, form, supporter)):
        return redirect("bookings:receipt", booking_token(booking))
    context = {
        "supporter": supporter,
        "person": supporter.person,
        "occasion": occasion,
        "offer": offer,
        "form": form,
    }
    return render(request, "supporters/me/apply.html", context)


def _apply(occasion: Occasion, form: OwnApplicationForm, supporter: Supporter) -> Booking | None:
    # The supporter is part of the key: nobody reaches somebody else's booking by a key they have seen.
    key = f"me{supporter.pk}-{form.cleaned_data['submission_key']}"[:64]
    try:
        return bookings.apply(occasion_id=occasion.pk, application=form.to_application(), submission_key=key)
    except PortalError as error:
        form.add_error(None, str(error))
        return None
