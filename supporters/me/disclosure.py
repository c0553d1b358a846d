"""What the office hands over on a request for disclosure (開示の求め) beside what somebody downloads themselves.

A download opens by the mailbox alone, perhaps a family's; what staff wrote and what somebody needs is handed over
only by a person of the office who has made sure who asks, and has read it (docs/adr/0007-disclosure.md).
"""

import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.models import AccommodationRequest, Booking, JournalEntry
from portal.correspondence.kinds import label_of
from portal.correspondence.masking import mask_links
from portal.correspondence.models import Message
from portal.people.models import Person, PersonMark, PersonNote
from portal.ui.dates import format_moment
from portal.ui.numbers import format_receipt_number
from supporters.me.export import Line, data_of


def data_for_office(person: Person) -> dict[str, list[Line]]:
    """All that is disclosed of somebody, by title."""
    return {
        **data_of(person),
        _("配慮の申出"): _accommodations(person),
        _("席の記録のメモ"): _journal(person),
        _("職員の伝言"): _notes(person),
        _("印"): _marks(person),
        _("連絡の記録"): _messages(person),
    }


def _of_person(person: Person) -> Q:
    return Q(contact=person) | Q(attendees__person=person)


def _bookings(person: Person) -> list[int]:
    return list(Booking.objects.filter(_of_person(person)).values_list("pk", flat=True).distinct())


def _accommodations(person: Person) -> list[Line]:
    rows = AccommodationRequest.objects.filter(booking__in=_bookings(person)).select_related(
        "booking__occasion"
    )
    return [
        {
            _("研修・催し"): row.booking.occasion.title,
            _("受付番号"): format_receipt_number(row.booking.receipt_number),
            _("配慮"): row.get_kind_display(),
            _("くわしく"): row.text,
            _("手配"): row.get_state_display(),
            _("本人へのことば"): row.answer,
        }
        for row in rows.order_by("pk")
    ]


def _journal(person: Person) -> list[Line]:
    rows = JournalEntry.objects.filter(booking__in=_bookings(person)).exclude(note="")
    return [
        {
            _("日時"): _moment(row.at),
            _("研修・催し"): row.occasion.title,
            _("できごと"): row.get_verb_display(),
            _("メモ"): row.note,
        }
        for row in rows.select_related("occasion").order_by("pk")
    ]


def _notes(person: Person) -> list[Line]:
    rows = PersonNote.objects.filter(person=person).order_by("pk")
    return [{_("日時"): _moment(row.at), _("伝言"): row.text} for row in rows]


def _marks(person: Person) -> list[Line]:
    """Without what made the office keep somebody's address from others: who must not know it may be asking."""
    rows = PersonMark.objects.filter(person=person).exclude(kind=PersonMark.Kind.CARE).order_by("pk")
    return [
        {
            _("日時"): _moment(row.at),
            _("印"): row.get_kind_display(),
            _("だれから聞いたかなど"): row.note,
            _("元に戻した理由"): row.undone_reason,
        }
        for row in rows
    ]


def _messages(person: Person) -> list[Line]:
    rows = Message.objects.filter(recipient=person).select_related("call_line")
    return [
        _told(message)
        for message in rows.prefetch_related("mails", "papers", "call_line__tries").order_by("pk")
    ]


def _told(message: Message) -> Line:
    line = getattr(message, "call_line", None)
    mails, papers = message.mails.all(), message.papers.all()
    texts = [mask_links(mail.sent_text) for mail in mails if mail.sent_text]
    texts += [paper.printed_text for paper in papers if paper.printed_text]
    tries = sorted(line.tries.all(), key=lambda one: one.pk) if line else []
    return {
        _("日時"): _moment(message.created_at),
        _("何の連絡か"): label_of(message.kind),
        _("方法"): message.get_way_display(),
        _("伝わった日時"): _moment(message.told_at) if message.told_at else "",
        _("宛先"): "、".join(filter(None, [*(m.sent_to for m in mails), *(p.printed_to for p in papers)])),
        _("本文"): "\n\n".join(texts),
        _("電話"): "\n".join(
            f"{_moment(one.made_at)} {one.get_result_display()} {one.note}".rstrip() for one in tries
        ),
    }


def _moment(moment: datetime.datetime) -> str:
    return format_moment(timezone.localtime(moment))
