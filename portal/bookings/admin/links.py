"""Links between the pages of one occasion, whichever app knows its details."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from portal.bookings.models import Occasion


def details_links(occasion: Occasion) -> dict[str, str]:
    """Where the texts of an occasion are edited and where a copy of it is made."""
    options: Any = details_admin(occasion.kind).opts
    name = f"admin:{options.app_label}_{options.model_name}"
    return {
        "edit": reverse(f"{name}_change", args=[occasion.pk]),
        "copy": f"{reverse(f'{name}_copy')}?from={occasion.pk}",
    }


def details_admin(kind: str) -> Any:
    """The registered admin that edits occasions of this kind."""
    from portal.bookings.admin.details import OccasionAdmin

    return next(
        model_admin
        for model_admin in admin.site._registry.values()
        if isinstance(model_admin, OccasionAdmin) and model_admin.occasion_kind == kind
    )
