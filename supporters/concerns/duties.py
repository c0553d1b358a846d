"""Who is responsible for which worries, and how they pass to somebody else (担当者の交代)."""

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.duties import Duty
from portal.accounts.models import User
from portal.ui.numbers import format_receipt_number
from supporters.models import Concern, ConcernStep


def open_concerns_of(user: User) -> QuerySet[Concern]:
    """What ``user`` still looks after, as owner or as stand-in; the longest waiting first."""
    return Concern.objects.still_open().of(user).order_by("received_at", "id")


def duties(user: User) -> list[Duty]:
    """The same for the handover list: numbers and states, nothing that was told."""
    return [
        Duty(
            title=_("受付番号 %(number)s（%(state)s）")
            % {
                "number": format_receipt_number(concern.receipt_number),
                "state": concern.get_state_display(),
            },
            since=timezone.localdate(concern.received_at),
            url=reverse("admin:supporters_concern_page", args=[concern.pk]),
        )
        for concern in open_concerns_of(user)
    ]


@transaction.atomic
def move_concerns(*, from_user: User, to_user: User, by: User) -> int:
    """Let ``to_user`` look after everything open that ``from_user`` does; returns how many worries. Doing it
    twice changes nothing. Where both had it, one is left and nobody stands in."""
    if from_user == to_user:
        return 0
    concerns = list(open_concerns_of(from_user).order_by("pk").select_for_update(no_key=True))
    for concern in concerns:
        if concern.owner_id == from_user.pk:
            concern.owner = to_user
        if concern.stand_in_id == from_user.pk:
            concern.stand_in = to_user
        if concern.owner_id == concern.stand_in_id:
            concern.stand_in = None
        concern.revision += 1
        concern.save(update_fields=["owner", "stand_in", "revision"])
        ConcernStep.objects.create(
            concern=concern, verb=ConcernStep.Verb.ASSIGNED, actor=by, note=to_user.get_short_name()
        )
    return len(concerns)
