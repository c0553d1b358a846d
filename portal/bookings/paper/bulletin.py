"""The text for the city's bulletin (市報): its labels in its order, only those that have something to say."""

from django.utils.translation import gettext as _

from portal.bookings.models import Accommodation, Occasion
from portal.bookings.paper import facts
from portal.office.models import Office
from portal.ui.dates import format_date

# The bulletin prints digits in half width, whatever staff typed.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def bulletin_text(occasion: Occasion, office: Office) -> str:
    """Title, one line about it, then label by label; a text of several lines goes on indented."""
    lines = [occasion.title, *([occasion.summary] if occasion.summary else []), ""]
    lines += [f"{label}　{_indented(text)}" for label, text in _labelled(occasion, office) if text]
    return "\n".join(lines).translate(_HALF_WIDTH)


def _labelled(occasion: Occasion, office: Office) -> list[facts.Fact]:
    return [
        (_("日時"), "\n".join(facts.day_lines(occasion))),
        (_("場所"), "\n".join(facts.venue_lines(occasion))),
        (_("内容"), "\n".join(filter(None, [occasion.description.strip(), occasion.interpreter_note]))),
        (_("対象"), occasion.audience),
        (_("条件"), facts.condition_text(occasion)),
        (_("定員"), facts.places_text(occasion)),
        (_("料金"), occasion.fee),
        (_("募集期間・方法"), _application(occasion)),
        (_("持参するもの"), occasion.bring),
        (_("問い合わせ先"), facts.contact_text(office)),
    ]


def _application(occasion: Occasion) -> str:
    lines = [facts.window_text(occasion), facts.way_to_apply(occasion)]
    if occasion.accommodations and occasion.accommodations_until:
        text = _("%(kind)sなどが必要な人は、%(day)sまでに申し出てください。")
        label = Accommodation(occasion.accommodations[0]).label
        lines.append(text % {"kind": label, "day": format_date(occasion.accommodations_until)})
    if occasion.keeps_places and occasion.apply_by == Occasion.ApplyBy.HERE:
        lines.append(facts.address_on_paper(occasion))
    return "\n".join(filter(None, lines))


def _indented(text: str) -> str:
    return "\n　　".join(line.strip() for line in text.splitlines() if line.strip())
