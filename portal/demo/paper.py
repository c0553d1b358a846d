"""Letters and FAX sheets of the demo: one run is posted, one was interrupted at the printer, some wait."""

from django.db.models import QuerySet
from django.utils import timezone

from portal.correspondence.actions import close_run, make_run, record_fax
from portal.correspondence.models import PaperItem
from portal.correspondence.paper import groups, in_run, print_papers, run_title
from portal.demo.world import World


def letters(world: World) -> None:
    """The largest group is posted; of the next some are printed, when the printer jammed."""
    waiting = PaperItem.objects.letters_to_take(timezone.now()).select_related("message__recipient")
    found = sorted(groups(waiting), key=lambda group: -len(group.papers))
    for group, is_posted in zip(found, (True, False), strict=False):
        run = make_run(
            paper_ids=[paper.pk for paper in group.papers], title=run_title(group.papers), by=world.staff
        )
        half = max(1, len(group.papers) // 2)
        _print(world, in_run(run, "all") if is_posted else in_run(run, "range", 1, half))
        if is_posted:
            close_run(run=run, by=world.staff)


def faxes(world: World) -> None:
    """Most sheets went through, one did not, the latest wait."""
    waiting = list(PaperItem.objects.faxes(timezone.now()))
    done = waiting[: len(waiting) * 2 // 3]
    if done:
        _print(world, PaperItem.objects.filter(pk__in=[paper.pk for paper in done]))
    for number, paper in enumerate(done):
        record_fax(paper=paper, went_through=number != 1, by=world.staff)


def _print(world: World, papers: QuerySet[PaperItem]) -> None:
    print_papers(papers, by=world.staff, make=_on_paper)


def _on_paper(sheets: object) -> bytes:
    # What comes out of the printer is of no use to the demo; that it was printed is.
    return b""
