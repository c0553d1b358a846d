"""Requests for a course that somebody of the office is talking about, and how they pass to somebody else."""

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.duties import Duty
from portal.accounts.models import User
from trainings.visits.models import VisitRequest, VisitStep


def open_visits_of(user: User) -> list[Duty]:
    return [
        Duty(
            title=_("%(number)s番 %(group)s（%(state)s）")
            % {"number": visit.pk, "group": visit.group_name, "state": visit.get_state_display()},
            since=timezone.localdate(visit.received_at),
            url=reverse("admin:trainings_visitrequest_page", args=[visit.pk]),
        )
        for visit in _open_of(user)
    ]


@transaction.atomic
def move_visits(*, from_user: User, to_user: User, by: User) -> int:
    """Let ``to_user`` talk about everything open that ``from_user`` does; returns how many."""
    visits = list(_open_of(from_user).select_for_update(no_key=True))
    for visit in visits:
        visit.handled_by = to_user
        visit.revision += 1
        visit.save(update_fields=["handled_by", "revision"])
        VisitStep.objects.create(
            request=visit, verb=VisitStep.Verb.HANDED_OVER, actor=by, note=to_user.get_short_name()
        )
    return len(visits)


def _open_of(user: User) -> QuerySet[VisitRequest]:
    open_states = (VisitRequest.State.NEW, VisitRequest.State.IN_TALKS)
    return VisitRequest.objects.filter(handled_by=user, state__in=open_states).order_by("received_at", "pk")
