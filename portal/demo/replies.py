"""What happened after people were told: tries on the telephone, answers to a postponement, a mail that did not
arrive."""

from django.db.models import QuerySet

from portal.bookings import actions
from portal.bookings.models import PostponementAnswer
from portal.correspondence.actions import mark_not_received, record_try
from portal.correspondence.models import CallListLine, CallTry, OutboxMail
from portal.demo.world import World
from portal.people.models import ContactWish

_Result = CallTry.Result


def answers_to_postponement(world: World) -> None:
    """Some answered by the link in their mail, some on the telephone, some not yet."""
    pending = PostponementAnswer.objects.filter(
        answer=PostponementAnswer.Answer.PENDING, postponement__has_new_dates=True
    ).order_by("id")
    by_mail = pending.filter(booking__contact__contact_wish=ContactWish.MAIL)
    for answer, can_come in zip(by_mail, (True, False, True), strict=False):
        actions.answer_postponement(answer_id=answer.pk, can_come=can_come)
    called = _open_lines().filter(message__kind="bookings.postponed")
    for line, result in zip(called, (_Result.YES, _Result.NO_ANSWER), strict=False):
        record_try(line=line, result=result, by=world.staff)


def call_list(world: World) -> None:
    """The office has worked through most of its list: told, not reached, reached only the machine."""
    waiting = list(_open_lines().filter(tries__isnull=True).exclude(message__kind="bookings.postponed"))
    for number, line in enumerate(waiting):
        if number % 4:
            record_try(line=line, result=_Result.SPOKE, by=world.staff)
    calls = _open_lines().filter(tries__isnull=True)
    tries: tuple[tuple[tuple[CallTry.Result, str], ...], ...] = (
        ((_Result.NO_ANSWER, ""), (_Result.NO_ANSWER, "午前中にかけ直す")),
        ((_Result.MESSAGE_LEFT, "折り返しをお願いした"),),
    )
    for line, made in zip(calls, tries, strict=False):
        for result, note in made:
            record_try(line=line, result=result, note=note, by=world.staff)


def _open_lines() -> QuerySet[CallListLine]:
    return CallListLine.objects.filter(state=CallListLine.State.OPEN).select_related("message").order_by("id")


def mail_not_received(world: World) -> None:
    """Somebody telephones: nothing has arrived. They are on the call list now."""
    mail = OutboxMail.objects.filter(
        state=OutboxMail.State.SENT, message__kind="bookings.confirmed"
    ).order_by("id")[3:4]
    for sent in mail:
        mark_not_received(mail=sent, by=world.staff)
