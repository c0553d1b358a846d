"""What stands on the application sheet and on the notice: one set of values for the PDF and for the page."""

from typing import Any

from django.utils.translation import gettext as _

from portal.bookings.decision_notes import decision_note
from portal.bookings.models import Accommodation, Attendee, Occasion
from portal.bookings.paper import facts
from portal.bookings.purpose import PURPOSE_OF_USE
from portal.documents import qr
from portal.documents.imprint import office_lines
from portal.office.models import Office
from portal.people.models import ContactWish
from portal.ui.dates import format_date
from portal.ui.numbers import format_telephone


def sheet_data(occasion: Occasion, office: Office) -> dict[str, Any]:
    """The application sheet (申込書) for FAX, post and counter: everything the form on this site asks that
    somebody can write by hand, and nothing more."""
    kinds = list(occasion.place_kinds.all())
    return {
        "title": _("%(title)s 申込書") % {"title": occasion.title},
        "occasion": occasion.title,
        "facts": _present(
            (_("日時"), "\n".join(facts.day_lines(occasion))),
            (_("場所"), "\n".join(facts.venue_lines(occasion))),
            (_("定員"), facts.places_text(occasion)),
            (_("条件"), facts.condition_text(occasion)),
            (_("申込期限"), facts.deadline_text(occasion)),
        ),
        "fax": format_telephone(office.fax),
        "telephone": format_telephone(office.telephone),
        "to": " ".join(filter(None, [office.city_name, office.name])),
        **_address(occasion, can_apply_there=occasion.apply_by == Occasion.ApplyBy.HERE),
        "contact_wishes": [str(label) for label in ContactWish.labels],
        "place_kinds": [str(kind) for kind in kinds] if len(kinds) > 1 else [],
        "age_bands": [str(label) for label in Attendee.AgeBand.labels],
        "accommodations": [str(Accommodation(code).label) for code in occasion.accommodations],
        "accommodations_until": (
            _("%(day)sまでにお知らせください") % {"day": format_date(occasion.accommodations_until)}
            if occasion.accommodations and occasion.accommodations_until
            else ""
        ),
        "purpose": str(PURPOSE_OF_USE),
        "office": office_lines(office),
    }


def notice_data(occasion: Occasion, office: Office) -> dict[str, Any]:
    """The notice to put up (掲示用のお知らせ) in public halls, shops and waiting rooms."""
    stops = {Occasion.State.CANCELLED: _("中止になりました"), Occasion.State.POSTPONED: _("延期になりました")}
    return {
        "title": occasion.title,
        "stop": stops.get(Occasion.State(occasion.state), ""),
        "summary": occasion.summary,
        "facts": _present(
            (_("日時"), "\n".join(facts.day_lines(occasion))),
            (_("場所"), "\n".join(facts.venue_lines(occasion))),
            (_("内容"), occasion.description.strip()),
            (_("対象"), occasion.audience),
            (_("条件"), facts.condition_text(occasion)),
            (_("定員"), facts.places_text(occasion)),
            (_("料金"), occasion.fee),
            (_("持参するもの"), occasion.bring),
            (_("手話・字幕・ことば"), occasion.interpreter_note),
            (_("用意できる配慮"), facts.accommodation_text(occasion)),
            (_("申込期限"), facts.deadline_text(occasion)),
            (_("申込方法"), facts.way_to_apply(occasion)),
            (_("中止・延期の知らせ方"), "" if occasion.is_over else decision_note(occasion, office)),
        ),
        "telephone": format_telephone(office.telephone),
        "fax": format_telephone(office.fax),
        "to": " ".join(filter(None, [office.city_name, office.name])),
        "organiser": occasion.organiser,
        **_address(occasion, can_apply_there=occasion.apply_by == Occasion.ApplyBy.HERE),
        "office": [],
    }


def _address(occasion: Occasion, *, can_apply_there: bool) -> dict[str, str]:
    address = facts.address_on_paper(occasion)
    return {
        "address": address,
        "qr": qr.svg_file(address).decode(),
        "qr_says": _("ここからも申し込めます") if can_apply_there else _("くわしい内容"),
    }


def _present(*rows: facts.Fact) -> list[facts.Fact]:
    return [(label, text) for label, text in rows if text]
