"""Letters and FAX sheets as somebody at the printer needs them: what waits, what it says, what is in the way."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.correspondence import kinds
from portal.correspondence.actions import record_printing, withdraw_paper
from portal.correspondence.actions.paper import Printed
from portal.correspondence.errors import NothingToPrint
from portal.correspondence.models import LetterRun, PaperItem
from portal.people.care import has_open
from portal.people.models import Person
from portal.ui.numbers import format_postal_code, format_telephone

logger = logging.getLogger(__name__)

_BATCH = 200


@dataclass(frozen=True)
class Sheet:
    """One letter or FAX sheet with what it says now."""

    paper: PaperItem
    kind_label: str
    subject: str = ""
    text: str = ""
    is_overtaken: bool = False

    @property
    def person(self) -> Person:
        return self.paper.message.recipient

    @property
    def problem(self) -> str:
        """Why this cannot be printed; empty when it can."""
        if self.is_overtaken:
            return _("内容がもう要らなくなった")
        if self.paper.address_missing:
            return _("住所の登録がない") if self.paper.is_letter else _("FAX番号の登録がない")
        return "" if self.text else _("本文を作れない")

    @property
    def document_number(self) -> str:
        run = self.paper.run
        if run is None or not run.document_number:
            return ""
        if not run.is_numbered:
            return run.document_number
        return _("%(number)sの%(position)d") % {
            "number": run.document_number,
            "position": self.paper.position,
        }

    @property
    def to(self) -> str:
        """Where it goes, on one line: what is kept of a printing. What is hidden is not kept."""
        person = self.person
        if person.handle_with_care:
            return _("（取扱注意）%(name)s") % {"name": person.name_to_print}
        if self.paper.is_letter:
            code = f"〒{format_postal_code(person.postal_code)} " if person.postal_code else ""
            return f"{code}{person.address} {person.name_to_print}"
        return f"{format_telephone(person.fax)} {person.name_to_print}"


@dataclass(frozen=True)
class Group:
    """Letters of one kind about one thing."""

    kind_label: str
    about: str
    papers: Sequence[PaperItem]

    @property
    def title(self) -> str:
        return f"{self.kind_label}（{self.about}）" if self.about else self.kind_label


def with_everything(papers: QuerySet[PaperItem]) -> QuerySet[PaperItem]:
    """``papers`` with people, runs and who did what."""
    return papers.select_related("message__recipient", "run", "printed_by", "finished_by", "requested_by")


def open_to(user: User, papers: QuerySet[PaperItem]) -> QuerySet[PaperItem]:
    """Those of ``papers`` that this member of staff may read, and therefore print. The others wait for
    somebody who may."""
    return papers.exclude(message__kind__in=kinds.closed_to(user))


def groups(papers: Iterable[PaperItem]) -> list[Group]:
    """``papers`` by kind and what they are about, in the order in which the first of each comes."""
    papers = list(papers)
    kinds.load_subjects(paper.message for paper in papers)
    found: dict[tuple[str, str], list[PaperItem]] = {}
    for paper in papers:
        key = (kinds.label_of(paper.message.kind), kinds.about(paper.message))
        found.setdefault(key, []).append(paper)
    return [Group(label, about, group) for (label, about), group in found.items()]


def run_title(papers: Iterable[PaperItem]) -> str:
    """What a run of ``papers`` is called: by its one group, or by the first of several."""
    found = groups(papers)
    if not found:
        return _("手紙")
    title = found[0].title
    return title if len(found) == 1 else _("%(title)s ほか") % {"title": title}


def sheets(papers: Iterable[PaperItem]) -> list[Sheet]:
    """``papers`` with what they say now, in their order. One that cannot be written stops no other."""
    papers = list(papers)
    kinds.load_subjects(paper.message for paper in papers)
    return [_sheet(paper) for paper in papers]


def _sheet(paper: PaperItem) -> Sheet:
    message = paper.message
    label = kinds.label_of(message.kind)
    own = Sheet(paper, label, subject=paper.own_subject, text=paper.own_text)
    if not message.recipient.may_be_contacted:
        return Sheet(paper, label, is_overtaken=True)
    try:
        text = kinds.render(message)
        run = paper.run
        parts = [run.opening, text.on_paper, run.closing] if run else [text.on_paper]
        subject = paper.own_subject or (run.subject if run else "") or text.subject
        own_text = paper.own_text or "\n\n".join(part.strip() for part in parts if part.strip())
    except kinds.NoLongerTrue:
        return Sheet(paper, label, is_overtaken=True)
    except KeyError:
        # The app that knew this kind is gone; what staff wrote themselves can still go out.
        return own
    except Exception as error:  # noqa: BLE001 (one text that cannot be made must not stop the others)
        logger.error("paper %s cannot be rendered: %s", paper.pk, type(error).__name__)
        return own
    return Sheet(paper, label, subject=subject, text=own_text)


def print_papers(
    papers: QuerySet[PaperItem],
    *,
    by: User,
    make: Callable[[Sequence[Sheet]], bytes],
    fits: Callable[[Sheet], bool] | None = None,
    is_alone: bool = False,
) -> bytes:
    """Make one document of ``papers`` and record who printed it. What is overtaken is withdrawn instead, what
    has no address (or does not fit) stays behind, and so does what ``by`` may not read. People who are handled
    with care are printed alone only (``is_alone``), by somebody who has their record open.

    Nothing is recorded unless the document could be made, and nothing is handed out unless it was recorded.
    Raises ``NothingToPrint`` and ``AlreadyDone``.
    """
    found = sheets(with_everything(open_to(by, papers)))
    ready = [sheet for sheet in _without_overtaken(found) if not sheet.problem]
    ready = [sheet for sheet in ready if fits is None or fits(sheet)]
    ready = [sheet for sheet in ready if may_print(sheet, by=by, is_alone=is_alone)]
    if not ready:
        raise NothingToPrint
    document = make(ready)
    kinds.note_shown((sheet.paper.message for sheet in ready), by, "paper")
    record_printing(
        printed=[
            Printed(sheet.paper.pk, sheet.paper.run_id, sheet.to, sheet.subject, sheet.text)
            for sheet in ready
        ],
        by=by,
    )
    return document


def may_print(sheet: Sheet, *, by: User, is_alone: bool) -> bool:
    """Whether this sheet may be put on paper by ``by``: where somebody lives who is handled with care is never
    printed in a run."""
    return not sheet.person.handle_with_care or (is_alone and has_open(by, sheet.person))


def _without_overtaken(found: Iterable[Sheet]) -> list[Sheet]:
    """``found`` without what is no longer so; that is taken back."""
    kept = []
    for sheet in found:
        if not sheet.is_overtaken:
            kept.append(sheet)
        elif sheet.paper.state == PaperItem.State.WAITING:
            withdraw_paper(paper=sheet.paper)
    return kept


def in_run(run: LetterRun, which: str = "all", first: int = 0, last: int = 0) -> QuerySet[PaperItem]:
    """Letters of ``run`` that can be printed: ``unprinted``, a ``range`` of their numbers, or ``all``.

    What was posted can be printed again, what was withdrawn cannot.
    """
    papers = run.papers.exclude(state=PaperItem.State.WITHDRAWN).order_by("position")
    if which == "unprinted":
        return papers.filter(state=PaperItem.State.WAITING, printed_at__isnull=True)
    if which == "range":
        return papers.filter(position__range=(first, last))
    return papers


def withdraw_overtaken() -> int:
    """Take back what waits on paper and is no longer so, or whose people must not be contacted. What is
    printed already is left for staff to judge who close the run: it may have been posted."""
    withdrawn = 0
    last = 0
    waiting = PaperItem.objects.filter(state=PaperItem.State.WAITING, not_before__lte=timezone.now())
    while batch := list(with_everything(waiting.filter(pk__gt=last)).order_by("pk")[:_BATCH]):
        last = batch[-1].pk
        withdrawn += sum(
            withdraw_paper(paper=sheet.paper) for sheet in sheets(batch) if _is_to_be_withdrawn(sheet)
        )
    return withdrawn


def _is_to_be_withdrawn(sheet: Sheet) -> bool:
    return sheet.is_overtaken and sheet.paper.printed_at is None
