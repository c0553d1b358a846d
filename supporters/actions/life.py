"""When somebody has died or moved away their registration ends; taking the mark back gives it back."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.bookings.actions.merging import lock_occasions_of
from portal.people.life import Consequence
from portal.people.models import PersonMark
from supporters.actions.states import end, reopen
from supporters.models import Supporter, SupporterStep

# Who only wants to hear no more stays registered.
_REASONS = {
    PersonMark.Kind.DIED: Supporter.EndReason.DIED,
    PersonMark.Kind.MOVED_AWAY: Supporter.EndReason.MOVED,
}


def stop_registration(*, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """End the registration of whoever has died or moved away."""
    reason = _REASONS.get(kind)
    if reason:
        # What else stops locks them after this; the order is occasions first.
        lock_occasions_of({person_id})
    supporter = Supporter.objects.on_the_books().filter(person=person_id).first() if reason else None
    if reason is None or supporter is None:
        return []
    end(supporter_id=supporter.pk, reason=reason, by=by, verb=SupporterStep.Verb.STOPPED)
    return [_consequence(supporter, _("つながりサポーターの登録の終了（%(number)s）"))]


def give_back_registration(*, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """The mark was wrong: what ended because of it goes on."""
    reason = _REASONS.get(kind)
    ended = Supporter.objects.select_related("person").filter(
        person=person_id, state=Supporter.State.ENDED, end_reason=reason
    )
    supporter = ended.first() if reason else None
    if supporter is None or supporter.steps.latest("id").verb != SupporterStep.Verb.STOPPED:
        # Nothing ended, or somebody ended it for a reason of their own.
        return []
    others = [
        why for other, why in _REASONS.items() if other != kind and getattr(supporter.person, other.field)
    ]
    if others:
        # The other mark still says so: it stays ended for that reason, and comes back with it.
        Supporter.objects.filter(pk=supporter.pk).update(end_reason=others[0], revision=F("revision") + 1)
        return []
    reopen(supporter_id=supporter.pk, by=by)
    return [_consequence(supporter, _("つながりサポーターの登録を元に戻す（%(number)s）"))]


def _consequence(supporter: Supporter, text: str) -> Consequence:
    url = reverse("admin:supporters_supporter_change", args=[supporter.pk])
    return Consequence(text % {"number": supporter.number}, url)
