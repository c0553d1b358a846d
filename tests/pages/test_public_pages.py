"""What holds for every public page, whatever it is about."""

import datetime
import re

import pytest
from django.core.cache import caches
from django.test import RequestFactory
from django.utils import timezone
from django.views.defaults import server_error

from portal.bookings.models import Occasion
from tests.factories import in_days, make_booking, make_event, make_helpline, make_training

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/help/",
    "/about/",
    "/contact/",
    "/privacy/",
    "/accessibility/",
    "/supporters/",
    "/supporters/apply/",
    "/trainings/",
    "/trainings/next/",
    "/trainings/visits/",
    "/trainings/past/",
    "/trainings/next/sheet/",
    "/events/",
    "/events/symposium/",
    "/events/symposium/sheet/",
    "/events/old-symposium/",
    "/supporters/concerns/sheet/",
    "/orgs/",
    "/places/",
    "/opendata/",
)
FILES = (
    "/robots.txt",
    "/sitemap.xml",
    "/calendar.ics",
    "/feed.xml",
    "/feed/trainings.xml",
    "/feed/events.xml",
    "/snippets/trainings.html",
    "/snippets/events.html",
    "/opendata/events.csv",
    "/opendata/events.json",
    "/opendata/organisations.csv",
    "/opendata/organisations.json",
    "/opendata/supporters.csv",
    "/opendata/needs.csv",
    "/supporters/concerns/sheet.pdf",
    "/trainings/next/sheet.pdf",
    "/events/symposium/sheet.pdf",
)
