"""Many documents with progress: the waiting page works, shows how far it is, and only its owner gets them."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from portal.documents import jobs
from portal.documents.errors import NothingToPrint
from portal.documents.models import PrintedDocument, PrintJob
from tests import factories
from tests.documents import reading
from tests.documents.templates import use_template
from tests.rights import give_rights

KIND = "tests.cards"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cards(monkeypatch, tmp_path):
    """A kind of job that prints a card for each number; ``failing`` numbers cannot be set."""
    template = use_template(monkeypatch, tmp_path, "= #data.title\n#int(data.number)\n")
    failing: set[int] = set()

    def documents(keys):
        for key in keys:
            yield f"card-{key}.pdf", {"title": "カード", "number": "ひみつ" if key in failing else str(key)}

    jobs.register_printing(KIND, jobs.Printing(template, "people.view_person", documents))
    yield failing
    jobs.unregister_printing(KIND)


def start(by, keys=(1, 2, 3)):
    return jobs.start_job(kind=KIND, keys=keys, title="カード 3枚", filename="cards.zip", by=by)


def url(job, page="page"):
    return reverse(f"admin:documents_printjob_{page}", args=[job.pk])


def test_waiting_page_works_in_slices_until_the_job_is_ready(cards, staff, staff_client, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 2)
    monkeypatch.setattr(jobs, "SLICE", 0.0)
    job = start(staff)

    first = staff_client.get(url(job))
    second = staff_client.get(url(job))

    assert "3件のうち2件" in first.content.decode()
    assert first["Refresh"] == "1"
    assert "3件のうち3件" in second.content.decode()
    assert "Refresh" not in second
    assert url(job, "download") in second.content.decode()
    assert "no-store" in second["Cache-Control"]


def test_result_is_one_file_of_all_documents_in_order(cards, staff, staff_client):
    job = start(staff, [7, 5, 9])
    staff_client.get(url(job))

    answer = staff_client.get(url(job, "download"))

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == ["card-7.pdf", "card-5.pdf", "card-9.pdf"]
    assert [reading.text(archive.read(name)) for name in archive.namelist()] == [
        "カード7",
        "カード5",
        "カード9",
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="cards.zip"'
    assert "no-store" in answer["Cache-Control"]


def test_nothing_can_be_taken_before_it_is_ready(cards, staff, staff_client):
    job = start(staff)

    assert staff_client.get(url(job, "download")).status_code == 404


def test_only_who_ordered_it_finds_it_and_only_while_allowed(cards, staff, staff_client, stranger_client):
    job = start(staff)
    staff_client.get(url(job))
    colleague = factories.make_user(is_staff=True)
    give_rights(colleague)
    colleague_client = Client()
    colleague_client.force_login(colleague)

    for page in ("page", "download"):
        assert staff_client.get(url(job, page)).status_code == 200
        assert colleague_client.get(url(job, page)).status_code == 404
        for client in (stranger_client, Client()):
            assert client.get(url(job, page)).status_code == 302
        assert staff_client.post(url(job, page)).status_code == 405
    assert staff_client.get(url(job, "resume")).status_code == 405

    staff.user_permissions.remove(Permission.objects.get(codename="view_person"))

    assert staff_client.get(url(job)).status_code == 404
    assert staff_client.get(url(job, "download")).status_code == 404


def test_document_that_fails_stops_the_job_and_a_press_goes_on(cards, staff, staff_client, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 1)
    cards.add(2)
    job = start(staff)

    stopped = staff_client.get(url(job)).content.decode()
    cards.clear()
    pressed = staff_client.post(url(job, "resume"))
    staff_client.get(pressed.url)

    assert "2件目からの書類を作れませんでした" in stopped
    assert "ひみつ" not in stopped
    job.refresh_from_db()
    assert (job.state, job.done) == (PrintJob.State.READY, 3)
    assert [d.filename for d in job.documents.all()] == ["card-1.pdf", "card-2.pdf", "card-3.pdf"]


def test_nothing_to_print_is_no_job(cards, staff):
    with pytest.raises(NothingToPrint):
        start(staff, [])

    assert PrintJob.objects.count() == 0


def test_what_was_printed_is_gone_after_a_day(cards, staff):
    with time_machine.travel("2026-11-20T09:00:00+09:00", tick=False):
        old = start(staff)
        jobs.work_on(old.pk)
    with time_machine.travel("2026-11-20T09:00:01+09:00", tick=False):
        young = start(staff)
    assert PrintedDocument.objects.count() == 3

    with time_machine.travel("2026-11-21T09:00:00+09:00", tick=False):
        jobs.clear_jobs()

    assert list(PrintJob.objects.all()) == [young]
    assert PrintedDocument.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_windows_do_not_wait_for_each_other(cards, staff):
    job = start(staff)

    def in_another_window():
        try:
            jobs.work_on(job.pk)
        finally:
            connection.close()

    with transaction.atomic():
        PrintJob.objects.select_for_update(no_key=True).get(pk=job.pk)
        with ThreadPoolExecutor(1) as windows:
            windows.submit(in_another_window).result()  # one that waited would end with a lock time-out

    job.refresh_from_db()
    assert job.done == 0
    jobs.work_on(job.pk)
    job.refresh_from_db()
    assert job.done == 3
