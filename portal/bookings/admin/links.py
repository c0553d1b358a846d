"""Links between the pages of one occasion, whichever app knows its details."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from portal.bookings.models import Occasion


def details_links(occasion: Occasion) -> dict[str, str]:
    """Where the texts of an occasion are edited, where a copy of it is made and where it is closed."""
    model_admin = details_admin(occasion.kind)
    options: Any = model_admin.opts
    name = f"admin:{options.app_label}_{options.model_name}"
    return {
        "edit": reverse(f"{name}_change", args=[occasion.pk]),
        "copy": f"{reverse(f'{name}_copy')}?from={occasion.pk}",
        "close": model_admin.close_url(occasion),
    }


def own_links(occasion: Occasion, user: Any) -> list[tuple[str, str]]:
    """Label and address of pages that only this kind of occasion has, as far as ``user`` may open them."""
    found = details_admin(occasion.kind).roster_links(occasion)
    return [(label, url) for permission, label, url in found if user.has_perm(permission)]


def details_admin(kind: str) -> Any:
    """The registered admin that edits occasions of this kind."""
    from portal.bookings.admin.details import OccasionAdmin

    return next(
        model_admin
        for model_admin in admin.site._registry.values()
        if isinstance(model_admin, OccasionAdmin) and model_admin.occasion_kind == kind
    )
