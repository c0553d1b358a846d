"""The office's PCs see the portal through a virtual browser: no windows of its own, no names it would spoil."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from tests import factories

OURS = ("portal", "supporters", "trainings", "platform_orgs", "events")


@pytest.mark.django_db
def test_no_form_of_admin_opens_a_window(office, staff, manager_client):
    training = factories.make_training()
    pages = [
        reverse("admin:trainings_trainingsession_change", args=[training.pk]),
        reverse("admin:colleague_add"),
        reverse("admin:accounts_user_change", args=[staff.pk]),
    ]
    for page in pages:
        text = manager_client.get(page).content.decode()
        assert "<form" in text
        assert "_popup" not in text
        assert "related-widget-wrapper-link" not in text
        assert 'target="_blank"' not in text


def test_no_admin_asks_for_a_number_by_a_window():
    assert {
        str(model_admin) for model_admin in admin.site._registry.values() if model_admin.raw_id_fields
    } == set()


def test_files_for_download_have_plain_names():
    named = re.compile(r"""filename=\\?["']([^"'\\]+)""")
    names = {
        name
        for top in OURS
        for path in (settings.BASE_DIR / top).rglob("*.py")
        for name in named.findall(path.read_text())
    }

    assert len(names) > 5
    assert {name for name in names if not name.isascii()} == set()
