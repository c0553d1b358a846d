"""What those who told of a worry are told. Neutral where others may see it: a mail says only that there is an
answer; who may know who they are is a right of its own. Texts stand in ``templates/supporters/messages/``."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.correspondence.actions import tell, withdraw, withdraw_all_to
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office
from portal.people.life import Consequence
from portal.people.models import ContactWish, Person, PersonMark
from portal.ui.dates import format_moment
from portal.ui.numbers import format_receipt_number
from supporters.concerns.links import answers_url
from supporters.models import Concern, ConcernAnswer, ConcernReporter, ReporterAccess

SEE_REPORTER = "supporters.view_concernreporter"
_CALL = "supporters.concern_call"
_ANSWER = "supporters.concern_answer"
# Pages that show many: who looks at them again within this time has not opened anything new.
_SAME_LOOK = datetime.timedelta(hours=1)


def tell_call_wished(concern: Concern) -> None:
    """Put whoever wishes to be telephoned on the call list."""
    reporter = concern.reporter
    tell(
        kind=_CALL,
        recipient=_recipient_of(reporter),
        subject=concern,
        dedupe_key=f"{_CALL}:{concern.pk}",
        is_urgent=concern.urgency == Concern.Urgency.TODAY,
    )


def call_is_settled(concern: Concern) -> None:
    """Staff have spoken with them, or nobody needs to any more: off the call list."""
    for message in Message.objects.filter(kind=_CALL, dedupe_key=f"{_CALL}:{concern.pk}"):
        withdraw(message=message)


def tell_answer(answer: ConcernAnswer, *, told_by: User | None = None) -> Message | None:
    return tell(
        kind=_ANSWER,
        recipient=_recipient_of(answer.concern.reporter),
        subject=answer,
        dedupe_key=f"{_ANSWER}:{answer.pk}",
        told_by=told_by,
    )


def stop_answers(*, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """A supporter who told of worries has died, moved away or wants to hear no more: what they were to be told
    is taken back. Nothing is said about it: that they told of anything is not for everybody who sets a mark."""
    told = ConcernReporter.objects.filter(person=person_id, recipient__isnull=False)
    for recipient in Person.objects.filter(pk__in=told.values("recipient")).order_by("pk"):
        withdraw_all_to(person=recipient)
    return []


def answers_told(answers: Sequence[ConcernAnswer]) -> QuerySet[Message]:
    """The messages that carry ``answers``, in their order."""
    return Message.objects.filter(
        kind=_ANSWER, dedupe_key__in=[f"{_ANSWER}:{answer.pk}" for answer in answers]
    ).order_by("subject_id")


def _recipient_of(reporter: ConcernReporter) -> Person:
    """The record to which answers go. It holds nothing but a way of contact, carries no name but on an
    envelope, and stands in no list of people: nobody learns from it who told the office of something."""
    if reporter.recipient is None:
        on_paper = reporter.answer_wish in {ContactWish.FAX, ContactWish.LETTER}
        number = format_receipt_number(reporter.concern.receipt_number)
        reporter.recipient = Person.objects.create(
            name=f"受付番号 {number} の方",
            printed_name=reporter.name if on_paper else "",
            telephone=reporter.telephone,
            email=reporter.email,
            fax=reporter.fax,
            postal_code=reporter.postal_code,
            address=reporter.address,
            contact_wish=reporter.answer_wish,
            best_time=reporter.best_time,
            no_voice_message=reporter.no_voice_message,
            is_contact_only=True,
        )
        reporter.save(update_fields=["recipient"])
    return reporter.recipient


def _render_call(message: Message) -> Text:
    concern: Any = message.subject
    if concern is None or not concern.is_unanswered:
        raise NoLongerTrue
    return render_texts("supporters/messages/concern_call", _context(concern))


def _render_answer(message: Message) -> Text:
    answer: Any = message.subject
    if answer is None:
        raise NoLongerTrue
    return render_texts(
        "supporters/messages/concern_answer",
        {**_context(answer.concern), "answer": answer, "answers_url": answers_url(answer.concern)},
    )


def _context(concern: Concern) -> dict[str, Any]:
    return {
        "concern": concern,
        "number": format_receipt_number(concern.receipt_number),
        "received": format_moment(concern.received_at),
        "office": Office.objects.current(),
    }


def _spoke(message: Message, at: datetime.datetime) -> None:
    """Told by way of the call list."""
    from supporters.concerns.actions import note_call

    note_call(concern_id=message.subject_id, at=at)


def note_opened(concern_ids: Sequence[int], user: User, place: str) -> None:
    """Put on record that ``user`` sees who told of these worries."""
    now = timezone.now()
    known: set[int] = set()
    if place != ReporterAccess.Place.PAGE:
        recent = ReporterAccess.objects.filter(user=user, place=place, at__gt=now - _SAME_LOOK)
        known = set(recent.filter(concern__in=concern_ids).values_list("concern_id", flat=True))
    ReporterAccess.objects.bulk_create(
        ReporterAccess(concern_id=pk, user=user, place=place, at=now)
        for pk in sorted(set(concern_ids) - known)
    )


def _calls_shown(messages: Sequence[Message], user: User, place: str) -> None:
    note_opened([message.subject_id for message in messages], user, place)


def _answers_shown(messages: Sequence[Message], user: User, place: str) -> None:
    answers = ConcernAnswer.objects.filter(pk__in=[message.subject_id for message in messages])
    note_opened(list(answers.values_list("concern_id", flat=True)), user, place)


def _page(concern_id: int) -> str:
    return reverse("admin:supporters_concern_page", args=[concern_id])


def _concerns() -> QuerySet[Any]:
    return Concern.objects.all()


def _answers() -> QuerySet[Any]:
    return ConcernAnswer.objects.select_related("concern")


def register_kinds() -> None:
    """Called once at start-up. The labels stand where everybody reads them, so they say nothing."""
    shared: dict[str, Any] = {"readable_with": SEE_REPORTER, "hides_recipient": True}
    register(
        MessageKind(
            name=_CALL,
            label=str(_("お電話のご希望")),
            render=_render_call,
            on_told=_spoke,
            subjects=_concerns,
            on_shown=_calls_shown,
            page=lambda concern: _page(concern.pk),
            **shared,
        )
    )
    register(
        MessageKind(
            name=_ANSWER,
            label=str(_("ご連絡へのお返事")),
            render=_render_answer,
            subjects=_answers,
            on_shown=_answers_shown,
            page=lambda answer: _page(answer.concern_id),
            **shared,
        )
    )
