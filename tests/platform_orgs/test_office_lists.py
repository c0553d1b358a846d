"""The office's lists about the platform: what their columns and links say."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.urls import reverse

from tests import factories


def test_every_column_of_every_list_has_a_japanese_heading():
    lists = admin.site._registry.items()
    headings = [
        (model._meta.label, name, str(label_for_field(name, model, model_admin)))
        for model, model_admin in lists
        for name in model_admin.list_display
    ]

    assert len(headings) > 40
    assert [heading for heading in headings if re.search("[a-z]", heading[-1])] == []


@pytest.mark.django_db
def test_page_of_an_organisation_leads_to_the_needs_that_it_posted(office, organisation, staff_client):
    own = factories.make_need(organisation)
    factories.make_need()
    link = f"{reverse('admin:platform_orgs_need_changelist')}?organisation={organisation.pk}"

    page = staff_client.get(reverse("admin:platform_orgs_organisation_page", args=[organisation.pk]))

    assert link in page.content.decode()
    assert list(staff_client.get(link).context["cl"].queryset) == [own]


@pytest.mark.django_db
def test_list_of_places_says_when(office, staff_client):
    factories.make_gathering(weekdays=[], when="天気のよい日の午前中")

    answer = staff_client.get(reverse("admin:platform_orgs_gathering_changelist"))

    assert "天気のよい日の午前中" in answer.content.decode()
