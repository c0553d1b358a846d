"""What whoever wrote to the office is answered. The subject is neutral and their question is never repeated: a
mail lies where others read. Texts stand in ``templates/inquiries/messages/``."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.correspondence.actions import tell, withdraw
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.inquiries.models import Inquiry, InquiryAnswer
from portal.office.models import Office
from portal.people.models import Person
from portal.ui.dates import format_moment

_KIND = "inquiries.answer"
# What each wish needs; nothing else is handed on, so that nobody is reached in a way that they did not choose.
_ADDRESSES = {
    Inquiry.AnswerWish.MAIL: ("email",),
    Inquiry.AnswerWish.TELEPHONE: ("telephone", "best_time", "no_voice_message"),
    Inquiry.AnswerWish.FAX: ("fax",),
    Inquiry.AnswerWish.LETTER: ("postal_code", "address"),
}


def tell_answer(answer: InquiryAnswer, *, told_by: User | None = None) -> Message | None:
    return tell(
        kind=_KIND,
        recipient=_recipient_of(answer.inquiry),
        subject=answer,
        dedupe_key=f"{_KIND}:{answer.pk}",
        told_by=told_by,
    )


def take_back_answers(inquiry: Inquiry) -> None:
    """What was not told yet will not be."""
    for message in answers_told(list(inquiry.answers.all())):
        withdraw(message=message)


def answers_told(answers: Sequence[InquiryAnswer]) -> QuerySet[Message]:
    """The messages that carry ``answers``, in their order."""
    return Message.objects.filter(
        kind=_KIND, dedupe_key__in=[f"{_KIND}:{answer.pk}" for answer in answers]
    ).order_by("subject_id")


def _recipient_of(inquiry: Inquiry) -> Person:
    """The record to which answers go: a way of contact and nothing else, in no list of people."""
    if inquiry.recipient is None:
        wish = Inquiry.AnswerWish(inquiry.answer_wish)
        inquiry.recipient = Person.objects.create(
            name=inquiry.name or f"お問い合わせ{inquiry} の方",
            contact_wish=wish.value,
            is_contact_only=True,
            **{name: getattr(inquiry, name) for name in _ADDRESSES[wish]},
        )
        inquiry.save(update_fields=["recipient"])
    return inquiry.recipient


def _render(message: Message) -> Text:
    answer: Any = message.subject
    if answer is None or answer.inquiry.state == Inquiry.State.CLOSED:
        raise NoLongerTrue
    context = {
        "answer": answer,
        "inquiry": answer.inquiry,
        "received": format_moment(answer.inquiry.received_at),
        "office": Office.objects.current(),
    }
    return render_texts("inquiries/messages/answer", context)


def _told(message: Message, at: datetime.datetime) -> None:
    from portal.inquiries.actions import note_told

    note_told(inquiry_id=InquiryAnswer.objects.get(pk=message.subject_id).inquiry_id, at=at)


def _answers() -> QuerySet[Any]:
    return InquiryAnswer.objects.select_related("inquiry")


def register_kinds() -> None:
    """Called once at start-up."""
    register(
        MessageKind(
            name=_KIND,
            label=str(_("お問い合わせへのお返事")),
            render=_render,
            on_told=_told,
            subjects=_answers,
            page=lambda answer: reverse("admin:inquiries_inquiry_page", args=[answer.inquiry_id]),
            readable_with="inquiries.view_inquiry",
        )
    )
