"""Meetings as the office plans them, and what is told and answered, for tests about them."""

import datetime

from portal.correspondence.models import Message
from tests import factories

NOON = factories.local(2026, 11, 24, 12)


def values(**changes):
    starts_at = factories.local(2026, 12, 10, 14)
    return {
        "title": "第3回会議",
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(hours=2),
        "place": "市役所",
        "online_url": "",
        "agenda": "困りごとの共有",
    } | changes


def told(kind):
    found = Message.objects.filter(kind=f"platform_orgs.meeting_{kind}")
    return sorted(found.values_list("recipient__email", flat=True))


def answer(client, meeting, organisation, **changes):
    data = {"organisation": organisation.slug, "answer": "comes", "people": "2"} | changes
    return client.post(f"/platform/meetings/{meeting.slug}/reply/", data, follow=True)
