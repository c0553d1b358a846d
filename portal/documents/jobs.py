"""Many documents at once, with progress: hundreds of certificates, each a file of its own.

There is no queue and no worker behind it. The waiting page itself does the work: each time it is opened
it sets documents for two seconds, shows how far it is and asks the browser to come again. Whoever closes
it can open it later and it goes on; two windows do not disturb each other.

Ordinary print runs need none of this: 500 letters or name tags as ONE document (``render_pdf`` with a list
in its data) are ready in a second. A job is for many *files*.

    # apps.py, ready():
    register_printing("trainings.certificates", Printing(
        template="trainings/certificate.typ",
        permission="trainings.view_certificate",
        documents=certificate_documents,   # keys -> (file name, data of render_pdf), in their order
    ))
    # the view behind the button (POST):
    job = start_job(kind="trainings.certificates", keys=[...], title=..., filename="certificates.zip", by=user)
    return redirect("admin:documents_printjob_page", job.pk)
"""

import io
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.documents.errors import DocumentFailed, NothingToPrint
from portal.documents.models import PrintedDocument, PrintJob
from portal.documents.pdf import render_many

# Documents between two looks at the clock; their data are read together.
BATCH = 20
SLICE = 2.0  # seconds of work for one request


@dataclass(frozen=True)
class Printing:
    """How one kind of job is printed.

    ``documents`` gets some keys and yields, in their order, an ASCII file name and the data of
    ``render_pdf`` for each; rows that are gone meanwhile it may leave out. ``permission`` is asked again
    whenever the result is looked at.
    """

    template: str
    permission: str
    documents: Callable[[Sequence[int]], Iterable[tuple[str, dict[str, Any]]]]


_kinds: dict[str, Printing] = {}


def register_printing(kind: str, printing: Printing) -> None:
    """Raises ``ValueError`` for a kind that is taken."""
    if kind in _kinds:
        raise ValueError(f"printing {kind} is registered twice")
    _kinds[kind] = printing


def unregister_printing(kind: str) -> None:
    """Forget a kind: for tests that registered their own."""
    del _kinds[kind]


def printing_of(job: PrintJob) -> Printing | None:
    """How the job is printed; None when its kind exists no more."""
    return _kinds.get(job.kind)


def start_job(*, kind: str, keys: Sequence[int], title: str, filename: str, by: User) -> PrintJob:
    """Order the documents of these rows; nothing is set yet. Raises ``NothingToPrint`` without rows.

    ``title`` says on the waiting page what is being made, ``filename`` (ASCII, ``.zip``) names the result.
    """
    assert kind in _kinds
    if not keys:
        raise NothingToPrint
    return PrintJob.objects.create(kind=kind, keys=list(keys), title=title, filename=filename, created_by=by)


def work_on(job_id: int) -> None:
    """Set documents of the job for about two seconds; harmless when somebody else is at it.

    A document that fails stops the job; what was set before stays, and ``resume`` tries again.
    """
    with transaction.atomic():
        job = (
            PrintJob.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(pk=job_id, state=PrintJob.State.WORKING)
            .first()
        )
        printing = printing_of(job) if job is not None else None
        if job is None or printing is None:
            return
        until = time.monotonic() + SLICE
        while job.state == PrintJob.State.WORKING:
            _set_batch(job, printing)
            if time.monotonic() >= until:
                break
        job.save(update_fields=["done", "state"])


def _set_batch(job: PrintJob, printing: Printing) -> None:
    keys = job.keys[job.done : job.done + BATCH]
    named = list(printing.documents(keys))
    try:
        contents = list(render_many(printing.template, [data for _name, data in named]))
    except DocumentFailed:
        job.state = PrintJob.State.FAILED
        return
    PrintedDocument.objects.bulk_create(
        PrintedDocument(job=job, position=position, filename=name, content=content)
        for position, ((name, _data), content) in enumerate(zip(named, contents, strict=True), job.done + 1)
    )
    job.done += len(keys)
    if job.done == job.total:
        job.state = PrintJob.State.READY


def resume(job_id: int) -> None:
    """Try a job that stopped once more, from where it stopped."""
    PrintJob.objects.filter(pk=job_id, state=PrintJob.State.FAILED).update(state=PrintJob.State.WORKING)


def as_zip(job: PrintJob) -> bytes:
    """All its documents in one file. PDFs are compressed already, so they are only put side by side."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for document in job.documents.all():
            archive.writestr(document.filename, bytes(document.content))
    return out.getvalue()


def clear_jobs() -> None:
    """Remove what was printed more than a day ago: it holds names, and is quickly printed again."""
    PrintJob.objects.past_keeping(timezone.now()).delete()
