"""The text of a certificate, with places to be filled in. What staff type is text, never a programme."""

from portal.office.numbering import check_places

WORDING_NAMES = ("name", "title", "course", "dates", "label")


def check_wording(text: str) -> None:
    """Raise ``ValidationError`` for a brace that is no known place to fill in."""
    check_places(text, WORDING_NAMES)
