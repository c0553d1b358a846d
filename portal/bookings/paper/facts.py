"""The facts of an occasion in words, as they stand on paper. Empty where nothing is known yet."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.bookings.addresses import occasion_path
from portal.bookings.models import Accommodation, Occasion
from portal.bookings.offers import application_closes_at
from portal.office.models import Office
from portal.ui.dates import format_date, format_moment, format_period
from portal.ui.numbers import format_telephone

Fact = tuple[str, str]


def address_on_paper(occasion: Occasion) -> str:
    """The address that a QR code carries and that somebody types: the short one, which also leads on when
    the occasion is full or over. Where only those may come who have the private address, that one."""
    path = reverse("short-address", args=[occasion.pk]) if occasion.is_listed else occasion_path(occasion)
    return f"{settings.SITE_URL}{path}"


def day_lines(occasion: Occasion) -> list[str]:
    """2026年12月5日（土）13:30〜15:30, a line for each day."""
    if occasion.state == Occasion.State.POSTPONED:
        return [_("延期しました。新しい日は、決まりしだいお知らせします。")]
    return [format_period(date.starts_at, date.ends_at) for date in occasion.dates.all()]


def venue_lines(occasion: Occasion) -> list[str]:
    """Each venue once: name, address, and how to get there on a line of its own."""
    venues: dict[str, None] = {}
    for date in occasion.dates.all():
        where = f"{date.venue_name}（{date.venue_address}）" if date.venue_address else date.venue_name
        if date.venue_name:
            venues["\n".join(filter(None, [where, date.access_note]))] = None
    return list(venues)


def capacity_text(occasion: Occasion) -> str:
    """50人; with several kinds of place 会場 50人、オンライン 30人."""
    if not occasion.keeps_places:
        return ""
    kinds = list(occasion.place_kinds.all())
    if len(kinds) == 1:
        return _("%(number)d人") % {"number": kinds[0].capacity}
    return "、".join(_("%(kind)s %(number)d人") % {"kind": k, "number": k.capacity} for k in kinds)


def places_text(occasion: Occasion) -> str:
    """50人（先着順）: with what happens when more people apply than there are places."""
    capacity = capacity_text(occasion)
    if not capacity:
        return ""
    chosen = {
        Occasion.Selection.FIRST_COME: _("先着順"),
        Occasion.Selection.LOTTERY: _("申込みが多いときは抽選"),
        Occasion.Selection.REVIEW: _("申込みの内容を見て決定"),
    }[Occasion.Selection(occasion.selection)]
    return f"{capacity}（{chosen}）"


def deadline_text(occasion: Occasion) -> str:
    """2026年12月1日（火）17:00まで; empty where no application is needed or no day is known."""
    closes_at = application_closes_at(occasion)
    if occasion.apply_by == Occasion.ApplyBy.NONE or closes_at is None:
        return ""
    return _("%(moment)sまで") % {"moment": format_moment(closes_at)}


def window_text(occasion: Occasion) -> str:
    """From when, where that is stated, and until when one can apply."""
    begins = _("%(moment)sから") % {"moment": format_moment(occasion.opens_at)} if occasion.opens_at else ""
    return begins + deadline_text(occasion)


def way_to_apply(occasion: Occasion) -> str:
    return {
        Occasion.ApplyBy.HERE: _("電話、FAX、窓口、またはインターネットで"),
        Occasion.ApplyBy.OFFICE: _("電話、FAX、または窓口で"),
        Occasion.ApplyBy.NONE: _("申込不要"),
        Occasion.ApplyBy.OUTSIDE: _("主催者のサイトで（%(url)s）") % {"url": occasion.apply_url},
    }[Occasion.ApplyBy(occasion.apply_by)]


def accommodation_text(occasion: Occasion) -> str:
    """What can be arranged, and until when to ask for it."""
    kinds = "、".join(str(Accommodation(code).label) for code in occasion.accommodations)
    if not kinds or occasion.accommodations_until is None:
        return kinds
    return _("%(kinds)s（%(day)sまでにお申し出ください）") % {
        "kinds": kinds,
        "day": format_date(occasion.accommodations_until),
    }


def condition_text(occasion: Occasion) -> str:
    """Who alone may come; empty when everybody may."""
    if occasion.eligibility == Occasion.Eligibility.SUPPORTERS:
        return _("つながりサポーターの登録がある人")
    return ""


def contact_text(office: Office) -> str:
    """中央人権福祉センター 電話 0857-51-0295 FAX 0857-24-8067"""
    parts = [
        office.name,
        office.telephone and _("電話 %(number)s") % {"number": format_telephone(office.telephone)},
        office.fax and _("FAX %(number)s") % {"number": format_telephone(office.fax)},
        office.email,
    ]
    return " ".join(filter(None, parts))


def missing(occasion: Occasion, office: Office) -> list[str]:
    """What will be lacking on paper, in words, for staff to fill in first."""
    lacks = [
        (not occasion.dates.all(), _("開催日")),
        (bool(occasion.dates.all()) and not venue_lines(occasion), _("会場")),
        (occasion.keeps_places and not occasion.place_kinds.all(), _("定員")),
        (not occasion.audience, _("対象")),
        (not occasion.fee, _("料金")),
        (not occasion.description, _("内容")),
        (occasion.keeps_places and not office.fax, _("事務局のFAX番号")),
        (not office.telephone, _("事務局の電話番号")),
    ]
    return [words for is_lacking, words in lacks if is_lacking]
