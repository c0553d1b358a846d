"""グループ分け on the screen and on paper."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from portal.bookings import actions as seats
from portal.bookings.models import Occasion
from tests import factories
from tests.documents import reading
from tests.rights import give_rights
from trainings import actions
from trainings.models import GroupPlan, GroupRule, TableSeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(office):
    return factories.make_training(title="見本研修")


def somebody(session, name, **person):
    contact = factories.make_person(name=name, **person)
    return factories.make_booking(session, contact=contact).attendees.get()


def address(session, page="groups", *args):
    return reverse(f"admin:trainings_trainingsession_{page}", args=[session.pk, *args])


def made(session, staff, count=6):
    people = [somebody(session, f"見本 {chr(ord('一') + n)}") for n in range(count)]
    actions.make_groups(session_id=session.pk, size=3, seed=1, revision=0, by=staff)
    return people


def test_pages_open_and_press_to_the_right_people_only(session, staff, staff_client, stranger_client):
    person, other, *_rest = made(session, staff)
    looking, clerk = factories.make_user(is_staff=True), factories.make_user(is_staff=True)
    give_rights(looking, Permission.objects.exclude(codename="change_groupplan"))
    blind = factories.make_user(is_staff=True)
    give_rights(blind, Permission.objects.exclude(codename__endswith="_groupplan"))
    clerk.groups.set([Group.objects.get(name="職員")])
    clients = []
    for user in (looking, blind, clerk):
        clients.append(Client())
        clients[-1].force_login(user)
    looking_client, blind_client, clerk_client = clients
    rule = actions.add_group_rule(
        session_id=session.pk, kind="apart", first_id=person.pk, second_id=other.pk, revision=1
    )
    presses = [
        address(session),
        address(session, "groups_newcomers"),
        address(session, "groups_move", person.pk),
        address(session, "groups_add_rule"),
        address(session, "groups_remove_rule", rule.pk),
    ]

    for page in ("groups", "groups_sheet", "groups_pdf"):
        url = address(session, page)
        answers = [c.get(url) for c in (staff_client, clerk_client, looking_client)]
        assert [a.status_code for a in answers] == [200, 200, 200]
        assert all("no-store" in a["Cache-Control"] for a in answers)
        assert blind_client.get(url).status_code == 403
        for client in (stranger_client, Client()):
            assert client.get(url).url.startswith(reverse("admin:login"))
    for url in presses:
        assert looking_client.post(url).status_code == 403
        assert clerk_client.post(url).status_code in {200, 302}
        for client in (stranger_client, Client()):
            assert client.post(url).url.startswith(reverse("admin:login"))
    for url in presses[1:]:
        assert staff_client.get(url).status_code == 405
    assert "ここに決める" not in looking_client.get(address(session)).content.decode()
    assert (GroupPlan.objects.get().revision, GroupRule.objects.count()) == (2, 1)


def test_roster_leads_to_the_groups(session, staff_client):
    text = staff_client.get(reverse("admin:bookings_occasion_roster", args=[session.pk])).content.decode()

    assert f'href="{address(session)}"' in text


def test_making_moving_and_a_rule_by_the_pages(session, staff_client):
    people = [somebody(session, f"見本 {n}") for n in "甲乙丙丁"]
    refused = staff_client.post(address(session), {"revision": 0, "size": "1"})
    staff_client.post(address(session), {"revision": 0, "size": "2"})
    table = TableSeat.objects.get(attendee=people[0]).table

    moved = staff_client.post(
        address(session, "groups_move", people[0].pk), {"revision": 1, "table": 3 - table}, follow=True
    )
    pair = {"revision": 2, "kind": "apart", "first": people[0].pk, "second": people[1].pk}
    staff_client.post(address(session, "groups_add_rule"), pair)

    assert "2 以上" in refused.content.decode()
    assert "手で決めた席" in moved.content.decode()
    assert "作り直しても、手で決めた人の席は変わりません" in moved.content.decode()
    assert TableSeat.objects.get(attendee=people[0]).table == 3 - table
    assert GroupRule.objects.get().kind == "apart"
    gone = staff_client.post(
        address(session, "groups_remove_rule", GroupRule.objects.get().pk), {"revision": 3}, follow=True
    )
    assert "決まりを外しました" in gone.content.decode()
    assert not GroupRule.objects.exists()


def test_impossible_rules_are_refused_with_the_names_and_nothing_typed_is_lost(session, staff_client):
    party = list(factories.make_booking(session, people=2).attendees.all())
    pair = {"revision": 0, "kind": "apart", "first": party[0].pk, "second": party[1].pk}
    staff_client.post(address(session, "groups_add_rule"), pair)

    refused = staff_client.post(address(session), {"revision": 1, "size": "4"})

    text = refused.content.decode()
    assert "どちらかの決まりを外してください" in text
    assert all(attendee.person.name in text for attendee in party)
    assert refused.context["form"]["size"].value() == "4"
    assert not TableSeat.objects.exists()


def test_an_old_page_is_told_and_the_next_press_counts(session, staff, staff_client):
    made(session, staff)

    refused = staff_client.post(address(session), {"revision": 0, "size": "4"})
    pressed = staff_client.post(
        address(session, "groups_newcomers"), {"revision": 0}, follow=True
    ).content.decode()
    again = refused.context["form"]["revision"].value()
    done = staff_client.post(address(session), {"revision": again, "size": "4"})

    assert "ほかの職員が先に席か決まりを変えました" in refused.content.decode()
    assert "ほかの職員が先に席か決まりを変えました" in pressed
    assert done.status_code == 302
    assert GroupPlan.objects.get().size == 4


def test_newcomers_are_named_and_seated_by_one_press(session, staff, staff_client):
    made(session, staff)
    new = somebody(session, "後から 来子")

    page = staff_client.get(address(session)).content.decode()
    done = staff_client.post(address(session, "groups_newcomers"), {"revision": 1}, follow=True)

    assert "席がまだない人が1人います" in page
    assert "後から 来子" in page
    assert "1人の席を決めました" in done.content.decode()
    assert TableSeat.objects.filter(attendee=new).exists()


def test_print_holds_printed_names_only_and_not_who_cancelled(session, staff, staff_client):
    seen = somebody(session, "山田 太郎", printed_name="山田 𠮷郎", telephone="0857123456")
    variant = somebody(session, "葛\U000e0100城 花子")
    gone = somebody(session, "取消 三郎")
    actions.make_groups(session_id=session.pk, size=3, seed=1, revision=0, by=staff)
    somebody(session, "後から 来子")
    before = staff_client.get(address(session, "groups_sheet")).content.decode()
    seats.cancel(booking_id=gone.booking_id, by=staff)

    sheet = staff_client.get(address(session, "groups_sheet")).content.decode()
    pdf = staff_client.get(address(session, "groups_pdf"))

    assert "取消 三郎" in before
    words = reading.text(pdf.content).replace(" ", "")
    for name in (seen.person.printed_name, variant.person.name, "後から 来子"):
        assert name in sheet
        assert name.replace(" ", "") in words
    for hidden in ("取消 三郎", "0857123456", "0857-12-3456", "山田 太郎"):
        assert hidden not in sheet
        assert hidden.replace(" ", "") not in words
    assert pdf["Content-Type"] == "application/pdf"
    assert "no-store" in pdf["Cache-Control"]
    assert reading.is_accessible(pdf.content)


def test_page_asks_as_often_for_one_as_for_many(session, staff, staff_client, django_assert_num_queries):
    made(session, staff, count=1)
    staff_client.get(address(session))
    with django_assert_num_queries(10):
        staff_client.get(address(session))
    for n in range(5):
        somebody(session, f"増 {n}")
    actions.make_groups(session_id=session.pk, size=3, seed=1, revision=1, by=staff)

    with django_assert_num_queries(10):
        staff_client.get(address(session))


def test_a_session_that_is_over_is_shown_without_buttons(session, staff, staff_client):
    person = made(session, staff)[0]
    Occasion.objects.filter(pk=session.pk).update(state=Occasion.State.CANCELLED)

    text = staff_client.get(address(session)).content.decode()
    refused = staff_client.post(
        address(session, "groups_move", person.pk), {"revision": 1, "table": 1}, follow=True
    )

    assert person.person.name in text
    assert "作り直す" not in text
    assert "ここに決める" not in text
    assert "変更できません" in refused.content.decode()
