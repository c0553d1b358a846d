import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal import work
from portal.correspondence.models import OutboxMail
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.trainings.visits import make_visit
from trainings.visits.models import VisitRequest

pytestmark = pytest.mark.django_db


def start(client):
    return client.get(reverse("admin:index"))


def test_start_page_counts_what_is_to_do(office, staff_client):
    training = factories.make_training()
    for _ in range(2):
        apply_for(training, people=[person(kana="ヤマダ", telephone="0857000001")])
    factories.make_inquiry(body="見本")
    factories.make_inquiry(body="済み", state="answered")

    work = start(staff_client).context["work"]

    assert [(line.label, line.count) for line in work] == [
        ("電話する相手", 3),  # both results, and the question to the first of the two
        ("送れなかったメール", 0),
        ("確認する申込", 1),
        ("新しいお問い合わせ", 1),
        ("配慮の手配", 0),
    ]


def test_start_page_has_at_most_seven_lines(office, staff_client):
    for days in range(1, 6):
        factories.make_training(starts_at=factories.in_days(days))
    factories.make_training(state="cancelled", starts_at=factories.in_days(0, 23))
    factories.make_training(state="planned", starts_at=factories.in_days(0, 23))

    page = start(staff_client)

    lines = page.context["next_occasions"]
    assert len(page.context["work"]) + len(lines) == 7
    starts = [line["first_start"] for line in lines]
    assert starts == [factories.in_days(day) for day in (1, 2)]


def test_what_exceeds_seven_lines_is_folded(office, manager_client):
    factories.make_training()
    waiting = {f"見本の仕事{number}": number for number in range(1, 9)}
    sources = work._sources[:]
    try:
        for label, count in waiting.items():
            lines = [work.WorkLine(label, count, "件", "/admin/")]
            work.register_work(1, lambda _request, lines=lines: lines)
        page = start(manager_client)
    finally:
        work._sources[:] = sources

    labels = [[line.label for line in page.context[name]] for name in ("work", "more_work")]
    assert labels == [list(waiting)[:6], list(waiting)[6:]]
    assert len(page.context["next_occasions"]) == 1
    content = page.content.decode()
    assert "ほかに待っているもの（2）" in content
    assert content.index("見本の仕事6") < content.index("ほかに待っているもの") < content.index("見本の仕事7")


def test_start_page_has_a_line_for_letters_only_while_some_wait(office, staff_client):
    assert "手紙・FAX" not in [line.label for line in start(staff_client).context["work"]]
    training = factories.make_training()
    who = person(telephone="", address="見本町1")
    who.contact_wish = "letter"
    apply_for(training, people=[who])
    for days in range(1, 6):
        factories.make_training(starts_at=factories.in_days(days))

    page = start(staff_client)

    assert ("手紙・FAX", 1) in [(line.label, line.count) for line in page.context["work"]]
    assert len(page.context["work"]) + len(page.context["next_occasions"]) == 7


def test_start_page_shows_only_what_somebody_may_open(office):
    user = factories.make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_inquiry"))
    factories.make_training()
    client = Client()
    client.force_login(user)

    page = start(client)

    assert [line.label for line in page.context["work"]] == ["新しいお問い合わせ"]
    assert page.context["next_occasions"] == []
    assert page.context["quick_links"] == [(reverse("admin:inquiries_inquiry_changelist"), "お問い合わせ")]


@pytest.mark.parametrize("rows", [1, 3])
def test_start_page_costs_the_same_for_any_number(rows, office, manager_client, django_assert_num_queries):
    for _ in range(rows):
        apply_for(factories.make_training())

    # session, user; whether a worry is late; ten counts; accommodations to arrange, to call off;
    # needs, applications and pages of organisations; occasions, their dates, their places;
    # whether an office, settings of certificates, the registry and the platform exist; whose stand-in the reader is;
    # whether two managers can come in
    with django_assert_num_queries(29):
        start(manager_client)


def test_start_page_has_a_line_for_visits_only_while_one_is_new(office, staff_client):
    assert "新しい出前講座の依頼" not in [line.label for line in start(staff_client).context["work"]]
    make_visit()

    line = next(line for line in start(staff_client).context["work"] if line.label == "新しい出前講座の依頼")

    assert line.count == 1
    assert [visit.pk for visit in staff_client.get(line.url).context["cl"].queryset] == [
        VisitRequest.objects.get().pk
    ]


def test_start_page_counts_the_very_applications_that_its_line_opens(office, staff, staff_client):
    lottery = factories.make_training(selection="lottery", closes_at=factories.in_days(3))
    for _ in range(2):
        apply_for(lottery, people=[person(kana="ヤマダ", telephone="0857000001")])
    to_check = lottery.bookings.get(awaits="twin")

    line = next(line for line in start(staff_client).context["work"] if line.label == "確認する申込")

    assert line.count == 1
    assert list(staff_client.get(line.url).context["cl"].queryset) == [to_check]


def test_start_page_has_a_line_for_what_is_to_be_drawn_or_reviewed_once_the_window_is_over(
    office, staff_client
):
    def line():
        work = start(staff_client).context["work"]
        return next((line for line in work if line.label == "これからする抽選・選考"), None)

    closes_at = factories.in_days(3)
    lottery = factories.make_training(selection="lottery", closes_at=closes_at)
    review = factories.make_training(selection="review", closes_at=closes_at)
    nobody_applied = factories.make_training(selection="lottery", closes_at=closes_at)
    for occasion in (lottery, review, factories.make_training(closes_at=closes_at)):
        apply_for(occasion)
    before = line()

    with time_machine.travel(closes_at, tick=False):
        due = line()
        listed = staff_client.get(due.url).context["cl"].queryset

        assert due.count == 2
        assert {occasion.pk for occasion in listed} == {lottery.pk, review.pk}
    assert before is None
    assert nobody_applied.bookings.count() == 0


def test_start_page_with_too_much_at_once_drops_the_empty_lines(office, staff_client):
    closes_at = factories.in_days(3)
    apply_for(factories.make_training(selection="lottery", closes_at=closes_at))
    make_visit()
    training = factories.make_training()
    apply_for(training, people=[person(telephone="", address="見本町1", contact_wish="letter")])

    with time_machine.travel(closes_at, tick=False):
        page = start(staff_client)

    assert "送れなかったメール" not in [line.label for line in page.context["work"]]
    assert len(page.context["work"]) == 4
    assert len(page.context["next_occasions"]) == 2


def test_start_page_keeps_the_next_occasion_however_much_there_is_to_do(office, staff_client):
    closes_at = factories.in_days(3)
    for _ in range(2):
        lottery = factories.make_training(
            selection="lottery", closes_at=closes_at, accommodations=["sign_language"]
        )
        apply_for(lottery, accommodations=[("sign_language", "")])
    for _ in range(2):
        apply_for(lottery, people=[person(kana="ヤマダ", telephone="0857000001")])
    apply_for(lottery, people=[person(telephone="", address="見本町1", contact_wish="letter")])
    make_visit()
    factories.make_inquiry(body="見本")
    OutboxMail.objects.update(state="failed")

    with time_machine.travel(closes_at, tick=False):
        page = start(staff_client)

    assert [line.label for line in page.context["work"] if not line.count] == []
    assert len(page.context["work"]) >= 6
    assert len(page.context["next_occasions"]) == 1
