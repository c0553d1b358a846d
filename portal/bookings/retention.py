"""Applications of sessions that are over: first what people needed, later who they were."""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import (
    AccommodationRequest,
    Attendee,
    Booking,
    DoorPass,
    JournalEntry,
    Occasion,
    OccasionDate,
)
from portal.correspondence.actions import erase_all_about
from portal.people.forgetting import nobody
from portal.people.models import Person
from portal.retention.registry import not_held_back, register_fixed, register_personal, register_retention


def _over(before: datetime.datetime, path: str) -> "tuple[Exists, Exists]":
    """Conditions on rows whose ``path`` is an occasion: it had days, and the last ended before that moment."""
    dates = OccasionDate.objects.filter(occasion=OuterRef(path))
    return Exists(dates), ~Exists(dates.filter(ends_at__gte=before))  # type: ignore[return-value]


def _bookings(before: datetime.datetime) -> "QuerySet[Booking]":
    known = Attendee.objects.filter(booking=OuterRef("pk"), person__is_contact_only=False)
    rows = Booking.objects.filter(*_over(before, "occasion"))
    rows = rows.filter(Q(contact__is_contact_only=False) | Exists(known))
    return rows.exclude(occasion__state=Occasion.State.POSTPONED)


def take_names_off(booking: Booking) -> None:
    """Let nobody be known by a booking any more. Seats, marks and answers stay, for counting."""
    for attendee in booking.attendees.select_related("person").order_by("pk"):
        _take_name_off(booking, attendee.person, nobody(attendee.person))
    if not booking.contact.is_contact_only:
        booking.contact = nobody(booking.contact)
        booking.save(update_fields=["contact"])


def _take_name_off(booking: Booking, person: Person, instead: Person) -> None:
    """Let one person be known by a booking no more, and what the party told neither: nobody knows about whom."""
    erase_all_about(booking)
    for request in booking.accommodation_requests.all():
        _forget_request(request)
    JournalEntry.objects.filter(booking=booking).update(note="")
    booking.attendees.filter(person=person).update(person=instead, affiliation="")
    if booking.contact_id == person.pk:
        booking.contact = instead
    booking.note = booking.supporter_number = ""
    # What was mailed or printed opens nothing any more.
    booking.link_version += 1
    booking.save(update_fields=["contact", "note", "supporter_number", "link_version"])


def _forget_request(request: AccommodationRequest) -> None:
    erase_all_about(request)
    request.delete()


def _of_person(person_id: int) -> "QuerySet[Booking]":
    taking_part = Attendee.objects.filter(person=person_id).values("booking")
    return Booking.objects.filter(Q(contact=person_id) | Q(pk__in=taking_part))


def _door_passes(before: datetime.datetime) -> "QuerySet[DoorPass]":
    return DoorPass.objects.exclude(token_hash="").filter(*_over(before, "occasion"))


def _forget_door(door: DoorPass) -> None:
    """What was marked through it stays marked through it; what it was called (often after somebody) does not."""
    door.label = f"#{door.pk}"
    door.token_hash = ""
    door.save(update_fields=["label", "token_hash"])


def register() -> None:
    register_retention(
        "door_passes",
        _("受付用リンク（だれに渡したかの名前）"),
        months=12,
        why=_("出欠の記入をたどれるように、終わってから1年"),
        due=_door_passes,
        remove=_forget_door,
    )
    register_retention(
        "accommodations",
        _("配慮の申出"),
        months=6,
        why=_("要配慮個人情報にあたることがあるので、終わったら早く消す"),
        due=lambda before: AccommodationRequest.objects.filter(*_over(before, "booking__occasion")),
        remove=_forget_request,
    )
    register_retention(
        "bookings",
        _("終わった研修・催しの申込・出欠（修了証のある申込は、修了証の期間まで）"),
        months=36,
        why=_("問い合わせと実績のために3年。そのあとはだれの申込かが分からなくなり、件数だけが残る"),
        due=_bookings,
        remove=take_names_off,
        counted_by="occasion__dates__starts_at",
    )
    register_personal(
        _("申込・出欠"),
        rows=_of_person,
        may_go=lambda rows: not_held_back("bookings", rows.filter(*_over(timezone.now(), "occasion"))),
        remove=_take_name_off,
        stays=_("これからの申込は、先に取り消します。修了証のあるものは、修了証の期間が過ぎるまで残します"),
    )
    register_fixed("booking_drafts", _("申込フォームの書きかけ"), _("1日"))
    register_fixed(
        "imports", _("取り込んだ一覧（申込・登録）の中身"), _("取り込むとすぐ、取り込まないままなら30日")
    )
