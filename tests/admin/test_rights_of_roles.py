"""What stands in admin is somebody's work: a role of the office, not only the administrator of the system, opens it."""

from django.contrib import admin
from django.urls import reverse

from portal.accounts.roles import ROLES

# Asks for the right of whatever is printed, not for one of its own.
_NEEDS_NO_RIGHT = {"documents.printjob"}


def test_every_page_and_every_row_of_its_forms_belongs_to_a_role():
    reverse("admin:index")  # registers what stands in admin
    rows = [inline.model for page in admin.site._registry.values() for inline in page.inlines]

    wanted = {model._meta.label_lower for model in (*admin.site._registry, *rows)} - _NEEDS_NO_RIGHT

    assert wanted - {label for rights in ROLES.values() for label in rights} == set()
