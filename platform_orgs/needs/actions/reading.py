"""The office reads first: it lets others see a need or a first message, or sends it back with a remark."""

from django.db import transaction
from django.utils import timezone

from platform_orgs.errors import NothingToRead, ReasonMissing, ResponseNotShown
from platform_orgs.models import Need, NeedStep, Response
from platform_orgs.needs import telling
from platform_orgs.needs.actions.record import lock_need, lock_response, require_days_left, save, step
from portal.accounts.models import User

Verb = NeedStep.Verb


@transaction.atomic
def open_need(*, need_id: int, revision: int, by: User) -> Need:
    """Let members read a need as it stood on the screen (what is for the office only stays there). Opening
    twice is harmless. Raises ``NeedChangedMeanwhile``, ``NeedDayHasPassed`` and ``NothingToRead``."""
    need = lock_need(need_id)
    if need.state == Need.State.OPEN:
        return need
    if need.state != Need.State.RECEIVED:
        raise NothingToRead
    need = lock_need(need_id, revision=revision)
    require_days_left(need)
    save(need, state=Need.State.OPEN, opened_at=timezone.now(), remark="")
    step(need, Verb.OPENED, by)
    telling.tell_need_opened(need)
    return need


@transaction.atomic
def send_need_back(*, need_id: int, remark: str, by: User) -> Need:
    """Make a need a draft again and say what to do about it. Raises ``ReasonMissing`` and ``NothingToRead``."""
    if not remark.strip():
        raise ReasonMissing
    need = lock_need(need_id)
    if need.state != Need.State.RECEIVED:
        raise NothingToRead
    save(need, state=Need.State.DRAFT, remark=remark.strip(), sent_at=None, read_by=None)
    step(need, Verb.SENT_BACK, by, remark.strip())
    telling.tell_need_sent_back(need)
    return need


@transaction.atomic
def show_messages(*, response_id: int, seen_id: int, by: User) -> Response:
    """Show the other side what waits in a thread, as far as staff have read it (up to the message ``seen_id``).
    Raises ``NothingToRead``."""
    need, response = lock_response(response_id)
    waiting = list(response.messages.to_read().filter(pk__lte=seen_id))
    if not waiting:
        raise NothingToRead
    is_first = not response.messages.filter(shown_at__isnull=False).exists()
    response.messages.filter(pk__in=[message.pk for message in waiting]).update(shown_at=timezone.now())
    save(response)
    step(need, Verb.SHOWN, by, response=response)
    if is_first:
        telling.tell_answered(response)
    else:
        telling.tell_wrote(response, waiting[-1])
    return response


@transaction.atomic
def send_message_back(*, response_id: int, seen_id: int, remark: str, by: User) -> Response:
    """Show nobody what waits in a thread, and tell its writer why. Raises ``ReasonMissing`` and
    ``NothingToRead``."""
    if not remark.strip():
        raise ReasonMissing
    need, response = lock_response(response_id)
    changed = response.messages.to_read().filter(pk__lte=seen_id)
    last = changed.order_by("-id").first()
    if last is None:
        raise NothingToRead
    changed.update(sent_back_at=timezone.now(), remark=remark.strip())
    save(response)
    step(need, Verb.MESSAGE_SENT_BACK, by, remark.strip(), response)
    telling.tell_message_sent_back(response, last)
    return response


def require_shown(response: Response) -> None:
    """Raises ``ResponseNotShown`` while the other side has not seen any of it."""
    if not response.messages.filter(shown_at__isnull=False).exists():
        raise ResponseNotShown
