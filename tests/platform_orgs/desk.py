"""Addresses of the office's pages about the platform."""

from django.urls import reverse


def url(name, *args):
    return reverse(f"admin:platform_orgs_{name}", args=args)


def org(name, organisation, *args):
    return url(f"organisation_{name}", organisation.pk, *args)
