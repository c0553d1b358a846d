"""Which inquiries somebody of the office looks after, and how they pass to another (担当者の交代)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.duties import Duty
from portal.accounts.models import User
from portal.office.models import Inquiry


def duties(user: User) -> list[Duty]:
    """Numbers and states, nothing that was asked."""
    return [
        Duty(
            title=_("お問い合わせ%(number)s（%(state)s）")
            % {"number": inquiry, "state": inquiry.get_state_display()},
            since=timezone.localdate(inquiry.received_at),
            url=reverse("admin:office_inquiry_change", args=[inquiry.pk]),
        )
        for inquiry in Inquiry.objects.still_open().filter(owner=user).order_by("received_at", "id")
    ]


@transaction.atomic
def move_inquiries(*, from_user: User, to_user: User, by: User) -> int:
    """Let ``to_user`` look after what ``from_user`` does; returns how many. Twice changes nothing."""
    if from_user == to_user:
        return 0
    return Inquiry.objects.still_open().filter(owner=from_user).update(owner=to_user)
