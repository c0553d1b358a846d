"""Where the pages of an occasion live: the ground floor knows addresses, never the apps behind them."""

from django.urls import reverse

from portal.bookings.models import Occasion

_NAMESPACES = {Occasion.Kind.TRAINING: "trainings", Occasion.Kind.EVENT: "events"}


def occasion_path(occasion: Occasion, page: str = "detail", *args: str) -> str:
    """The path of one of an occasion's pages: detail, apply, apply_edit, apply_confirm, calendar, sheet, sheet_pdf."""
    return reverse(f"{_NAMESPACES[Occasion.Kind(occasion.kind)]}:{page}", args=[occasion.slug, *args])
