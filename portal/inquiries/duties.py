"""Which inquiries somebody of the office looks after (担当者の交代)."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.duties import Duty
from portal.accounts.models import User
from portal.inquiries.models import Inquiry


def duties(user: User) -> list[Duty]:
    """Numbers and states, nothing that was asked."""
    return [
        Duty(
            title=_("お問い合わせ%(number)s（%(state)s）")
            % {"number": inquiry, "state": inquiry.get_state_display()},
            since=timezone.localdate(inquiry.received_at),
            url=reverse("admin:inquiries_inquiry_page", args=[inquiry.pk]),
        )
        for inquiry in Inquiry.objects.still_open().of(user).order_by("received_at", "id")
    ]
