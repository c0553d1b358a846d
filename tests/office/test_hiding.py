"""しばらく隠す: what is hidden is found nowhere in public, comes back by itself, and staff see all of it in one place."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.bookings.actions.copying import copy_occasion
from portal.bookings.links import booking_token
from portal.bookings.models import Occasion
from portal.office.models import Helpline
from tests import factories
from tests.factories import in_days, make_booking, make_event, make_helpline, make_training
from tests.rights import give_rights

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def office_exists(office):
    """Pages name the office."""


@pytest.mark.parametrize(
    ("begins", "ends", "is_hidden"),
    [
        (None, None, False),
        (-1, None, True),
        (0, None, True),
        (1, None, False),
        (None, 1, True),
        (None, 0, False),
        (None, -1, False),
        (-1, 1, True),
        (-2, -1, False),
        (1, 2, False),
    ],
)
def test_hidden_is_from_its_beginning_until_before_its_end(begins, ends, is_hidden):
    with time_machine.travel(in_days(0), tick=False):
        now = timezone.now()
        line = make_helpline(
            hidden_from=None if begins is None else now + begins * HOUR,
            hidden_until=None if ends is None else now + ends * HOUR,
        )

        assert line.is_hidden is is_hidden
        assert list(Helpline.objects.not_hidden()) == ([] if is_hidden else [line])
        is_over = ends is not None and ends <= 0
        is_listed = (begins is not None or ends is not None) and not is_over
        assert list(Helpline.objects.hidden_or_to_be(now)) == ([line] if is_listed else [])


def test_end_before_the_beginning_is_refused_by_form_and_database():
    line = make_helpline()
    line.hidden_from, line.hidden_until = in_days(2), in_days(1)

    with pytest.raises(ValidationError) as refused:
        line.full_clean()
    assert "「いつまで隠す」は「いつから隠す」より後にしてください。" in refused.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


TRAINING = [
    "/trainings/hidden/",
    "/trainings/hidden/apply/",
    "/trainings/hidden/calendar.ics",
    "/trainings/hidden/sheet/",
    "/trainings/hidden/sheet.pdf",
]


def test_hidden_training_is_nowhere_in_public_and_comes_back_by_itself(client):
    training = make_training(slug="hidden", title="隠す研修")
    paths = [*TRAINING, f"/t/{training.pk}/"]
    before = {path: client.get(path).status_code for path in paths}
    lists = ("/", "/trainings/", "/supporters/apply/")
    assert all("隠す研修" in client.get(path).content.decode() for path in lists)
    Occasion.objects.update(hidden_from=timezone.now() - HOUR, hidden_until=timezone.now() + HOUR)

    hidden = {path: client.get(path).status_code for path in paths}
    named = [path for path in lists if "隠す研修" in client.get(path).content.decode()]

    assert set(before.values()) == {200, 302}
    assert set(hidden.values()) == {404}
    assert named == []
    with time_machine.travel(timezone.now() + 2 * HOUR):
        assert {path: client.get(path).status_code for path in paths} == before
        assert all("隠す研修" in client.get(path).content.decode() for path in lists)


def test_hidden_training_takes_no_application_that_was_begun_before(client):
    training = make_training(slug="hidden")
    typed = {
        "name": "見本 花子",
        "kana": "ミホン ハナコ",
        "telephone": "0857510295",
        "contact_wish": "telephone",
    }
    confirm = client.post("/trainings/hidden/apply/", typed | {"companions": "0"})
    assert confirm.status_code == 302, confirm.content.decode()
    Occasion.objects.update(hidden_from=timezone.now())

    assert client.get(confirm.url).status_code == 404
    assert client.post(confirm.url).status_code == 404
    assert training.bookings.count() == 0


def test_hidden_event_is_404_and_in_no_list(client):
    make_event(slug="shown", title="見える催し")
    make_event(slug="hidden", title="隠す催し", hidden_from=timezone.now())

    content = client.get("/events/").content.decode()

    assert "見える催し" in content
    assert "隠す催し" not in content
    assert client.get("/events/hidden/").status_code == 404
    assert client.get("/events/shown/").status_code == 200


def test_who_booked_keeps_the_own_page_of_a_hidden_training_without_a_link_to_it(client):
    booking = make_booking(make_training(slug="hidden", title="隠す研修"))
    own = reverse("bookings:detail", args=[booking_token(booking)])
    assert 'href="/trainings/hidden/"' in client.get(own).content.decode()
    Occasion.objects.update(hidden_from=timezone.now())

    answer = client.get(own)

    assert answer.status_code == 200
    assert "隠す研修" in answer.content.decode()
    assert "/trainings/hidden/" not in answer.content.decode()


def test_staff_still_see_a_hidden_training_on_the_start_page(staff_client):
    training = make_training(title="隠す研修", hidden_from=timezone.now())

    assert "隠す研修" in staff_client.get("/admin/").content.decode()
    assert staff_client.get(reverse("admin:bookings_occasion_roster", args=[training.pk])).status_code == 200


def test_copy_of_a_hidden_training_is_not_hidden(staff):
    training = make_training(starts_at=in_days(-30), hidden_from=timezone.now())

    copy = copy_occasion(original=training, by=staff)

    assert (copy.hidden_from, copy.hidden_until) == (None, None)


def test_hidden_organisation_takes_all_that_is_its_own_with_it(client):
    organisation = factories.make_organisation(slug="hidden", name="隠す団体")
    other = factories.make_organisation(slug="shown", name="見える団体")
    for owner in (organisation, other):
        factories.make_gathering(owner, name=f"{owner.name}の居場所")
        factories.make_resource(owner, title=f"{owner.name}の強み")
    assert "隠す団体の居場所" in client.get("/places/").content.decode()
    organisation.hidden_from = timezone.now()
    organisation.save()

    directory, places = client.get("/orgs/").content.decode(), client.get("/places/").content.decode()

    assert client.get("/orgs/hidden/").status_code == 404
    assert ("隠す団体" in directory, "見える団体" in directory) == (False, True)
    assert ("隠す団体の居場所" in places, "見える団体の居場所" in places) == (False, True)


def test_hidden_resource_and_place_are_not_on_the_organisations_page(client):
    organisation = factories.make_organisation(slug="mihon")
    for number, hidden_from in ((1, None), (2, timezone.now())):
        factories.make_gathering(organisation, name=f"居場所{number}", hidden_from=hidden_from)
        factories.make_resource(organisation, title=f"強み{number}", hidden_from=hidden_from)

    content = client.get("/orgs/mihon/").content.decode()

    assert [name in content for name in ("居場所1", "強み1", "居場所2", "強み2")] == [
        True,
        True,
        False,
        False,
    ]


def test_hidden_helpline_is_not_on_the_page_of_help(client):
    make_helpline(name="見える窓口", telephone="0120-000-001")
    make_helpline(name="隠す窓口", telephone="0120-000-002", hidden_from=timezone.now())

    content = client.get("/help/").content.decode()

    assert ("0120-000-001" in content, "0120-000-002" in content) == (True, False)


def test_kept_page_shows_the_window_within_the_seconds_it_is_kept(client, settings):
    settings.PAGE_CACHE_SECONDS = 5
    caches["pages"].clear()
    now = timezone.now()
    make_training(slug="hidden", hidden_from=now + HOUR, hidden_until=now + 2 * HOUR)

    with time_machine.travel(now, tick=False):
        assert client.get("/trainings/hidden/").status_code == 200
    with time_machine.travel(now + HOUR + datetime.timedelta(seconds=6), tick=False):
        assert client.get("/trainings/hidden/").status_code == 404
    with time_machine.travel(now + 2 * HOUR + datetime.timedelta(seconds=6), tick=False):
        assert client.get("/trainings/hidden/").status_code == 200
    caches["pages"].clear()


# --- staff ------------------------------------------------------------------------------------------------


def hide_address(row):
    return reverse("admin:hidden_change", args=[row._meta.label_lower, row.pk])


def days(begins="", ends=""):
    return {
        "hidden_from_0": begins,
        "hidden_from_1": "09:00" if begins else "",
        "hidden_until_0": ends,
        "hidden_until_1": "09:00" if ends else "",
        "seen": "/",  # nothing was hidden when the form was opened
    }


def test_staff_hide_an_organisation_and_take_it_back(staff_client, organisation, client):
    address = hide_address(organisation)
    assert (
        address
        in staff_client.get(
            reverse("admin:platform_orgs_organisation_page", args=[organisation.pk])
        ).content.decode()
    )

    answer = staff_client.post(address, days("2026-01-01", ""), follow=True)

    assert "見本の会" in answer.content.decode()
    assert "取り消すまで" in answer.content.decode()
    assert client.get("/orgs/mihon/").status_code == 404
    seen = staff_client.get(address).context["form"]["seen"].value()
    staff_client.post(address, days() | {"seen": seen})
    assert client.get("/orgs/mihon/").status_code == 200


def test_two_who_hide_at_once_are_shown_both_values(staff_client, organisation):
    address = hide_address(organisation)
    seen = staff_client.get(address).context["form"]["seen"].value()
    staff_client.post(address, days("2026-01-01") | {"seen": seen})

    refused = staff_client.post(address, days("2026-02-02") | {"seen": seen})

    content = refused.content.decode()
    assert "ほかの職員が先に保存しました" in content
    assert "保存されている値：2026年1月1日 09:00 ／ 入力した値：2026年2月2日 09:00" in content
    organisation.refresh_from_db()
    assert timezone.localtime(organisation.hidden_from).month == 1
    again = refused.context["form"]["seen"].value()
    assert staff_client.post(address, days("2026-02-02") | {"seen": again}).status_code == 302
    organisation.refresh_from_db()
    assert timezone.localtime(organisation.hidden_from).month == 2


def test_window_that_ends_before_it_begins_is_refused_with_what_was_typed(staff_client, organisation):
    answer = staff_client.post(hide_address(organisation), days("2027-02-01", "2027-01-01"))

    content = answer.content.decode()
    assert "「いつまで隠す」は「いつから隠す」より後にしてください。" in content
    assert 'value="2027-02-01"' in content
    organisation.refresh_from_db()
    assert organisation.hidden_from is None


def test_page_that_hides_opens_to_the_right_people_only(
    organisation, staff_client, stranger_client, org_manager_client
):
    lesser = factories.make_user(is_staff=True)
    give_rights(lesser, Permission.objects.exclude(codename="change_organisation"))
    lesser_client = Client()
    lesser_client.force_login(lesser)
    address = hide_address(organisation)

    assert staff_client.get(address).status_code == 200
    assert lesser_client.post(address, days("2026-01-01")).status_code == 403
    for client in (stranger_client, org_manager_client, Client()):
        assert client.post(address, days("2026-01-01")).url.startswith(reverse("admin:login"))
    organisation.refresh_from_db()
    assert organisation.hidden_from is None


@pytest.mark.parametrize("path", ["accounts.user/1/", "no.such/1/", "platform_orgs.organisation/999999/"])
def test_what_cannot_be_hidden_is_404(staff_client, path):
    assert staff_client.get(f"/admin/hidden/{path}").status_code == 404


def test_list_of_what_is_hidden_names_everything_hidden_now_or_later(staff_client, organisation):
    now = timezone.now()
    gone, here, later = {"hidden_until": now - HOUR}, {"hidden_from": now - HOUR}, {"hidden_from": now + HOUR}
    make_training(title="隠した研修", **here)
    make_training(title="戻った研修", **gone)
    make_event(title="これからの催し", **later)
    make_helpline(name="隠した窓口", **here)
    factories.make_gathering(organisation, name="隠した居場所", **here)
    factories.make_resource(organisation, title="見える強み")

    content = staff_client.get(reverse("admin:hidden")).content.decode()

    names = (
        "隠した研修",
        "これからの催し",
        "隠した窓口",
        "隠した居場所",
        "戻った研修",
        "見える強み",
        "見本の会",
    )
    assert [name in content for name in names] == [True] * 4 + [False] * 3
    assert reverse("admin:hidden") in staff_client.get("/admin/").content.decode()


def test_list_of_what_is_hidden_names_only_what_the_reader_may_see():
    make_training(title="隠した研修", hidden_from=timezone.now())
    make_helpline(name="隠した窓口", hidden_from=timezone.now())
    lesser, client = factories.make_user(is_staff=True), Client()
    lesser.user_permissions.set(Permission.objects.filter(codename="view_helpline"))
    client.force_login(lesser)

    content = client.get(reverse("admin:hidden")).content.decode()

    assert ("隠した窓口" in content, "隠した研修" in content) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_what_is_hidden_costs_the_same_for_one_and_three(
    staff_client, organisation, django_assert_num_queries, count
):
    for _ in range(count):
        make_training(hidden_from=timezone.now())
        make_helpline(hidden_from=timezone.now())
        factories.make_gathering(organisation, hidden_from=timezone.now())

    # Session, user, the two of permissions, and one for each of the six kinds.
    with django_assert_num_queries(12):
        staff_client.get(reverse("admin:hidden"))


@pytest.mark.parametrize("name", ["office_helpline", "trainings_trainingsession", "events_event"])
def test_stock_form_has_the_fields_folded(staff_client, name):
    content = staff_client.get(reverse(f"admin:{name}_add")).content.decode()

    fold = content[: content.index('name="hidden_from_0"')].rindex("<details")
    assert "しばらく隠す" in content[fold:]
    assert 'name="hidden_until_0"' in content[fold:]
