"""What supporters do with their own record. Lock order: the supporter, then the person."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.people.actions import leave_note
from portal.people.errors import MergedMeanwhile
from portal.people.models import Person
from supporters.me.errors import DataChangedMeanwhile, EmailChangeIsOver
from supporters.me.models import EmailChange
from supporters.models import Supporter

EMAIL_CHANGE_FOR = datetime.timedelta(hours=24)


@transaction.atomic
def change_data(*, person_id: int, values: dict[str, Any], revision: int, by: User) -> bool:
    """Correct one's own data; returns whether anything was different. The office finds a note of what was
    corrected, without the values. Raises ``DataChangedMeanwhile`` and ``MergedMeanwhile``."""
    person = _lock(person_id)
    if person.revision != revision:
        raise DataChangedMeanwhile
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(person, name, values[name])
    if "telephone" in changed:
        # What was found out about the old number says nothing about the new one.
        person.telephone_is_wrong = False
    person.revision += 1
    person.save()
    labels = "、".join(str(Person._meta.get_field(name).verbose_name) for name in changed)  # type: ignore[union-attr]
    leave_note(person=person, text=_("本人がマイページで直した：%(labels)s") % {"labels": labels}, by=by)
    return True


@transaction.atomic
def change_wishes(*, supporter_id: int, wants_follow_ups: bool, wants_news: bool) -> None:
    """What somebody wants to be written about."""
    Supporter.objects.filter(pk=supporter_id).update(
        wants_follow_ups=wants_follow_ups, wants_news=wants_news, revision=F("revision") + 1
    )


@transaction.atomic
def ask_for_email_change(*, person_id: int, email: str) -> EmailChange:
    """Note a new address. It counts when its owner has confirmed it; a link that was sent before is void."""
    _lock(person_id)
    now = timezone.now()
    change, is_new = EmailChange.objects.get_or_create(
        person_id=person_id, defaults={"email": email, "asked_at": now}
    )
    if not is_new:
        change.email, change.asked_at, change.version = email, now, change.version + 1
        change.save()
    return change


@transaction.atomic
def drop_email_change(*, person_id: int) -> None:
    EmailChange.objects.filter(person=person_id).delete()


@transaction.atomic
def confirm_email_change(*, change_id: int, version: int) -> tuple[Person, str]:
    """The owner of the new address says yes: it counts from now on. Returns the person and the old address.
    An address that others use as well is allowed. Raises ``EmailChangeIsOver`` and ``MergedMeanwhile``."""
    change = EmailChange.objects.filter(pk=change_id, version=version).first()
    if change is None or change.asked_at < timezone.now() - EMAIL_CHANGE_FOR:
        raise EmailChangeIsOver
    person = _lock(change.person_id)
    # Pressed twice in the same moment: the second finds nothing any more.
    if not EmailChange.objects.filter(pk=change_id, version=version).delete()[0]:
        raise EmailChangeIsOver
    old, person.email = person.email, change.email
    person.revision += 1
    person.save()
    return person, old


def clear_email_changes() -> int:
    """Remove what nobody confirmed; returns how many. For the periodic run."""
    too_old = timezone.now() - EMAIL_CHANGE_FOR
    removed, _by_model = EmailChange.objects.filter(asked_at__lte=too_old).delete()
    return removed


def _lock(person_id: int) -> Person:
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if person.merged_into_id is not None:
        raise MergedMeanwhile
    return person
