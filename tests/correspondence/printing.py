"""Short ways to have letters put together, printed and posted."""

from collections.abc import Iterable

from portal.accounts.models import User
from portal.correspondence.actions import make_run
from portal.correspondence.models import LetterRun, PaperItem
from portal.correspondence.paper import in_run, print_papers


def run_of(papers: Iterable[PaperItem], by: User) -> LetterRun:
    return make_run(paper_ids=[paper.pk for paper in papers], title="見本の束", by=by)


def printed(
    run: LetterRun, by: User, which: str = "unprinted", first: int = 0, last: int = 0
) -> list[int | None]:
    """Print of ``run`` what is asked for; returns the numbers of the letters in the order of the paper."""
    numbers: list[int | None] = []

    def make(sheets: object) -> bytes:
        numbers.extend(sheet.paper.position for sheet in sheets)  # type: ignore[attr-defined]
        return b""

    print_papers(in_run(run, which, first, last), by=by, make=make)
    return numbers


def print_fax(paper: PaperItem, by: User) -> None:
    print_papers(PaperItem.objects.filter(pk=paper.pk), by=by, make=lambda sheets: b"")
