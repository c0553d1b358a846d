"""How each message about a booking is made when it goes out: its texts, whether it is still true, until when it
is needed, and what an answer on the telephone does."""

import datetime
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.bookings.clashes import titles_to_say, with_clashes
from portal.bookings.decision_notes import decision_note
from portal.bookings.models import (
    Booking,
    Occasion,
    OccasionDate,
    PlaceOffer,
    PostponementAnswer,
)
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office
from portal.office.working_days import end_of_working_day
from portal.ui.dates import format_moment, format_period

_LIVE: set[str] = {*Booking.Status} - {Booking.Status.CANCELLED, Booking.Status.NOT_SELECTED}
# What must still be so when the message goes out; otherwise a later message says what is.
_TRUE_WHILE: dict[str, set[str]] = {
    "bookings.received": {Booking.Status.RECEIVED},
    "bookings.confirmed": {Booking.Status.CONFIRMED},
    "bookings.waitlisted": {Booking.Status.WAITLISTED},
    "bookings.promoted": {Booking.Status.CONFIRMED},
    "bookings.cancelled": {Booking.Status.CANCELLED},
    "bookings.attendee_left": {Booking.Status.CONFIRMED, Booking.Status.WAITLISTED},
    "bookings.restored": {Booking.Status.CONFIRMED, Booking.Status.WAITLISTED},
    "bookings.moved": {Booking.Status.CONFIRMED, Booking.Status.WAITLISTED},
    "bookings.joined": {Booking.Status.CONFIRMED, Booking.Status.WAITLISTED},
    "bookings.possible_twin": {Booking.Status.RECEIVED},
    "bookings.postponed": _LIVE,
    "bookings.postponed_undated": _LIVE,
    "bookings.outcome": {Booking.Status.CONFIRMED, Booking.Status.WAITLISTED, Booking.Status.NOT_SELECTED},
    "bookings.draw_voided": {Booking.Status.RECEIVED},
    "bookings.offer": {Booking.Status.OFFERED},
    "bookings.accepted": {Booking.Status.CONFIRMED},
    "bookings.offer_expired": {Booking.Status.CANCELLED},
    "bookings.swapped": {Booking.Status.CONFIRMED},
    "bookings.waits_for_any": {Booking.Status.WAITLISTED},
}
# What is said also when the occasion is called off or closed.
_TRUE_AFTERWARDS = frozenset({"bookings.cancelled", "bookings.occasion_cancelled"})

_LABELS = {
    "bookings.received": "受付（確認中）のお知らせ",
    "bookings.confirmed": "参加決定のお知らせ",
    "bookings.waitlisted": "キャンセル待ちのお知らせ",
    "bookings.promoted": "繰上げのお知らせ",
    "bookings.cancelled": "取消のお知らせ",
    "bookings.attendee_left": "一人取消のお知らせ",
    "bookings.restored": "申込復活のお知らせ",
    "bookings.moved": "参加のしかた変更のお知らせ",
    "bookings.joined": "二つの申込を一つにまとめたお知らせ",
    "bookings.occasion_cancelled": "中止のお知らせ",
    "bookings.postponed": "延期のお知らせと出欠の確認",
    "bookings.postponed_undated": "延期のお知らせ（日程未定）",
    "bookings.possible_twin": "二重の申込かもしれない（本人に確認）",
    "bookings.outcome": "抽選・選考の結果のお知らせ",
    "bookings.draw_voided": "抽選やり直しのお知らせ",
    "bookings.offer": "空いた席のご案内（受けるかどうかの確認）",
    "bookings.accepted": "席が決まったお知らせ",
    "bookings.offer_expired": "席の案内の期限切れのお知らせ",
    "bookings.swapped": "日程変更のお知らせ",
    "bookings.waits_for_any": "ほかの日も待つ受付のお知らせ",
}


def _render(message: Message) -> Text:
    subject = message.subject
    booking = _booking(subject)
    if _is_overtaken(message.kind, booking) or _is_answered(subject):
        raise NoLongerTrue
    # Read only where a text names the office: a list of calls needs it for none of its lines.
    context = facts_for(booking, cast(Office, SimpleLazyObject(Office.objects.current)))
    recipient = message.recipient
    context["recipient"] = recipient
    # Said late too: most texts do not say it.
    context["same_time"] = SimpleLazyObject(lambda: titles_to_say(booking, recipient))
    if isinstance(subject, PostponementAnswer):
        context["changes"] = [
            {
                "old": format_period(change.old_starts_at, change.old_ends_at),
                "new": format_period(change.new_starts_at, change.new_ends_at)
                if change.new_starts_at and change.new_ends_at
                else "",
            }
            for change in subject.postponement.changes.all()
        ]
        context["postponement"] = subject.postponement
    if isinstance(subject, PlaceOffer):
        context |= _deadline(subject)
    directory = message.kind.replace(".", "/messages/", 1)
    return render_texts(directory, context)


def _deadline(offer: PlaceOffer) -> dict[str, Any]:
    """Until when; of an offer that is only being told, as if it were told now, and in how many working days.
    The number stays out where the first day of the occasion comes sooner."""
    from portal.bookings.actions.place_offers import answer_by

    if offer.expires_at:
        return {"answer_by": format_moment(offer.expires_at)}
    occasion, now = offer.booking.occasion, timezone.now()
    until = answer_by(occasion, now)
    is_whole = until == end_of_working_day(now, occasion.offer_days)
    return {"answer_by": format_moment(until), "answer_within": occasion.offer_days if is_whole else None}


def _is_overtaken(kind: str, booking: Booking) -> bool:
    if booking.occasion.is_over and kind not in _TRUE_AFTERWARDS:
        return True
    if kind == "bookings.possible_twin" and booking.awaits != Booking.Awaits.TWIN:
        return True
    return booking.status not in _TRUE_WHILE.get(kind, {booking.status})


def _is_answered(subject: Any) -> bool:
    """Whether the question is answered already, or another has taken its place."""
    if isinstance(subject, PlaceOffer):
        return subject.state != PlaceOffer.State.PENDING
    if not isinstance(subject, PostponementAnswer):
        return False
    latest = max(p.pk for p in subject.booking.occasion.postponements.all())
    return subject.answer != PostponementAnswer.Answer.PENDING or subject.postponement_id != latest


def _booking(subject: Any) -> Booking:
    """The booking that a message is about, be it directly or by way of a question about it."""
    return subject if isinstance(subject, Booking) else subject.booking


def _bookings() -> QuerySet[Any]:
    return Booking.objects.select_related("occasion", "place_kind", "contact").prefetch_related(
        "occasion__dates", "attendees__person"
    )


def _bookings_with_clashes() -> QuerySet[Any]:
    return with_clashes(_bookings())


def _answers() -> QuerySet[Any]:
    return PostponementAnswer.objects.select_related(
        "postponement", "booking__occasion", "booking__place_kind", "booking__contact"
    ).prefetch_related(
        "postponement__changes",
        "booking__occasion__dates",
        "booking__occasion__postponements",
        "booking__attendees__person",
    )


def _offers() -> QuerySet[Any]:
    return PlaceOffer.objects.select_related(
        "booking__occasion", "booking__place_kind", "booking__contact"
    ).prefetch_related("booking__occasion__dates", "booking__attendees__person")


def facts_for(booking: Booking, office: Office) -> dict[str, Any]:
    """What every text about a booking may say."""
    from portal.bookings.links import booking_url, twin_url

    occasion = booking.occasion
    return {
        "booking": booking,
        "occasion": occasion,
        "office": office,
        # Said late, so that only the text that says it reads the office.
        "decision_note": SimpleLazyObject(lambda: decision_note(occasion, office)),
        "attendees": [a.person for a in booking.party()],
        "dates": _dates(occasion),
        "received": format_moment(booking.received_at),
        # A function, so that only the text that says it asks the database.
        "parties_ahead": booking.parties_ahead,
        "other_bookings": booking.others_of_group,
        "receipt_number": f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}",
        "booking_url": booking_url(booking),
        "twin_url": twin_url(booking),
        "lookup_url": settings.SITE_URL + reverse("bookings:lookup"),
    }


def _about(subject: Any) -> str:
    return _booking(subject).occasion.title


def _needed_by(subject: Any) -> datetime.datetime | None:
    """The next day for which somebody might set out: until then people must know what became of it. After a
    postponement that is also a day on which nothing happens any more."""
    if isinstance(subject, PostponementAnswer):
        starts = list(subject.postponement.changes.values_list("old_starts_at", flat=True))
    else:
        starts = list(_booking(subject).occasion.dates.values_list("starts_at", flat=True))
    return min((start for start in starts if start >= timezone.now()), default=None)


def _dates(occasion: Occasion) -> list[dict[str, Any]]:
    if occasion.state == Occasion.State.POSTPONED:
        return [{"period": _("新しい日は、決まりしだいお知らせします")}]
    return [{"period": _period(date), "date": date} for date in occasion.dates.all()]


def _period(date: OccasionDate) -> str:
    period = format_period(date.starts_at, date.ends_at)
    return f"{period}（{date.get_off_display()}）" if date.off else period


def _apply_answer(message: Message, answer: bool, by: User) -> None:
    """Yes or no on the telephone to the question of a message, applied in the same press."""
    from portal.bookings.actions import (
        accept_offer,
        admit,
        answer_postponement,
        decline_offer,
        withdraw_twin,
    )

    subject: Any = message.subject
    if isinstance(subject, PostponementAnswer):
        answer_postponement(answer_id=subject.pk, can_come=answer, by=by)
    elif isinstance(subject, PlaceOffer):
        (accept_offer if answer else decline_offer)(offer_id=subject.pk, by=by)
    elif answer:
        # 「はい、同じ人です」
        withdraw_twin(booking_id=subject.pk, by=by)
    else:
        admit(booking_id=subject.pk, by=by)


def _begin_answering(message: Message, at: datetime.datetime) -> None:
    """Somebody has been told of a free place: from now on the time to answer counts."""
    from portal.bookings.actions import record_contact

    offer: Any = message.subject
    record_contact(offer_id=offer.pk, at=at)


_SUBJECTS = {
    "bookings.confirmed": _bookings_with_clashes,
    "bookings.promoted": _bookings_with_clashes,
    "bookings.outcome": _bookings_with_clashes,
    "bookings.postponed": _answers,
    "bookings.postponed_undated": _answers,
    "bookings.offer": _offers,
}
_ASKING = frozenset({"bookings.postponed", "bookings.possible_twin", "bookings.offer"})


def register_kinds() -> None:
    """Tell the correspondence room what bookings say; called once at start-up."""
    for name, label in _LABELS.items():
        register(
            MessageKind(
                name=name,
                label=label,
                render=_render,
                on_answer=_apply_answer if name in _ASKING else None,
                on_told=_begin_answering if name == "bookings.offer" else None,
                subjects=_SUBJECTS.get(name, _bookings),
                about=_about,
                needed_by=_needed_by,
            )
        )
