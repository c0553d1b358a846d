"""What staff write about an occasion, and the copy of last year's."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from portal.bookings.models import Occasion, OccasionDate, PlaceKind
from tests import factories
from tests.bookings.seats import apply_for
from trainings.models import TrainingSession

pytestmark = pytest.mark.django_db

LIST = "admin:trainings_trainingsession_changelist"
ADD = "admin:trainings_trainingsession_add"
COPY = "admin:trainings_trainingsession_copy"


def change_url(training):
    return reverse("admin:trainings_trainingsession_change", args=[training.pk])


def posted(client, url, **changes):
    """What the form at ``url`` would post as it stands, with some values changed."""
    page = client.get(url)
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            widget = field.field.widget
            if hasattr(widget, "decompress"):
                for part, text in enumerate(widget.decompress(value)):
                    data[f"{field.html_name}_{part}"] = "" if text is None else str(text)
            elif value is not None:
                data[field.html_name] = value
    return data | changes


NEW = {
    "title": "第1回 研修",
    "dates-0-starts_at_0": "2199-12-07",
    "dates-0-starts_at_1": "13:30",
    "dates-0-ends_at_0": "2199-12-07",
    "dates-0-ends_at_1": "15:30",
    "place_kinds-0-kind": "hall",
    "place_kinds-0-capacity": "30",
}


def test_training_is_written_with_a_name_a_day_and_a_number_of_places(staff_client):
    url = reverse(ADD)

    answer = staff_client.post(url, posted(staff_client, url, **NEW))

    assert answer.status_code == 302
    training = TrainingSession.objects.get()
    assert (training.state, training.kind, training.slug) == ("planned", "training", "training-2199-12-07")
    assert (training.audience, training.fee) == ("どなたでも", "無料")
    assert training.dates.get().starts_at == factories.local(2199, 12, 7, 13, 30)
    assert training.place_kinds.get().capacity == 30


def test_slug_that_is_taken_gets_a_number(staff_client):
    factories.make_training(slug="training-2199-12-07")
    factories.make_training(slug="training-2199-12-07-2")
    url = reverse(ADD)

    staff_client.post(url, posted(staff_client, url, **NEW))

    assert TrainingSession.objects.filter(slug="training-2199-12-07-3").exists()


def test_training_that_ends_before_it_starts_comes_back_as_typed(staff_client):
    url = reverse(ADD)

    page = staff_client.post(url, posted(staff_client, url, **NEW | {"dates-0-ends_at_1": "12:00"}))

    text = page.content.decode()
    assert "終了は、開始より後にしてください" in text
    assert "第1回 研修" in text
    assert not Occasion.objects.exists()


def test_form_shows_about_ten_fields_and_folds_the_rest(staff_client):
    page = staff_client.get(reverse(ADD))

    shown, *folded = page.context["adminform"]
    assert [field for line in shown for field in line.fields] == [
        "title",
        "course_kind",
        "programme",
        "lecturer",
        "description",
        "audience",
        "fee",
        "closes_at",
    ]
    assert all(fieldset.is_collapsible for fieldset in folded)


def test_error_in_a_folded_part_unfolds_it(staff_client):
    url = reverse(ADD)

    page = staff_client.post(url, posted(staff_client, url, **NEW | {"slug": "だめ"}))

    unfolded = [f.name for f in page.context["adminform"] if not f.is_collapsible and f.name]
    assert unfolded == ["公開ページのアドレス"]


def test_window_that_closes_before_it_opens_is_refused(staff_client):
    training = factories.make_training(state="planned")
    window = {
        "opens_at_0": "2199-12-07",
        "opens_at_1": "10:00",
        "closes_at_0": "2199-12-01",
        "closes_at_1": "10:00",
    }

    page = staff_client.post(change_url(training), posted(staff_client, change_url(training), **window))

    assert "申込期限は、募集開始より後にしてください" in page.content.decode()


def test_public_days_state_capacity_and_address_are_not_changed_by_the_form(staff_client):
    training = factories.make_training(capacity=20)
    before = training.dates.get().starts_at
    forged = {
        "title": "新しい名前",
        "state": "cancelled",
        "slug": "other",
        "revision": "77",
        "dates-0-starts_at_0": "2199-12-07",
        "dates-0-starts_at_1": "13:30",
        "dates-0-DELETE": "on",
        "place_kinds-0-capacity": "999",
        "place_kinds-0-kind": "online",
        "place_kinds-0-DELETE": "on",
    }

    answer = staff_client.post(change_url(training), posted(staff_client, change_url(training), **forged))

    assert answer.status_code == 302
    saved = TrainingSession.objects.get()
    kind = saved.place_kinds.get()
    assert (saved.title, saved.state, saved.slug, saved.revision) == (
        "新しい名前",
        "published",
        training.slug,
        1,
    )
    assert (kind.capacity, kind.kind) == (20, "hall")
    assert saved.dates.get().starts_at == before


def test_public_occasion_takes_no_further_day_by_the_form(staff_client):
    training = factories.make_training()
    forged = {"dates-TOTAL_FORMS": "2"} | {
        key.replace("-0-", "-1-"): value for key, value in NEW.items() if key.startswith("dates")
    }

    staff_client.post(change_url(training), posted(staff_client, change_url(training), **forged))

    assert OccasionDate.objects.count() == 1


def test_capacity_once_saved_is_not_changed_by_the_form_before_publication_either(staff_client):
    training = factories.make_training(state="planned", capacity=20)

    staff_client.post(
        change_url(training),
        posted(staff_client, change_url(training), **{"place_kinds-0-capacity": "999"}),
    )

    assert PlaceKind.objects.get().capacity == 20


def test_day_and_kind_of_place_may_go_before_publication(staff_client):
    training = factories.make_training(state="planned")
    factories.make_date(training, factories.in_days(40))
    factories.make_place_kind(training, 5, kind="online")
    gone = {"dates-1-DELETE": "on", "place_kinds-1-DELETE": "on"}

    staff_client.post(change_url(training), posted(staff_client, change_url(training), **gone))

    assert OccasionDate.objects.count() == 1
    assert PlaceKind.objects.get().kind == "hall"


def test_stale_form_is_refused_with_both_values_and_everything_typed(staff_client):
    training = factories.make_training()
    stale = posted(staff_client, change_url(training), title="わたしの名前")
    Occasion.objects.update(title="同僚の名前", revision=1)

    page = staff_client.post(change_url(training), stale)

    text = page.content.decode()
    assert "保存されている値：同僚の名前 ／ 入力した値：わたしの名前" in text
    assert 'value="わたしの名前"' in text
    assert Occasion.objects.get().title == "同僚の名前"


def test_occasion_is_not_deleted(manager_client):
    training = factories.make_training(state="planned")
    url = reverse("admin:trainings_trainingsession_delete", args=[training.pk])

    assert manager_client.post(url, {"post": "yes"}).status_code == 403
    assert Occasion.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_trainings_costs_the_same_for_any_number(rows, manager_client, django_assert_num_queries):
    for _ in range(rows):
        factories.make_training()

    # session, user; two counts, the rows
    with django_assert_num_queries(5):
        manager_client.get(reverse(LIST))


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_of_everything_costs_the_same(rows, manager_client, django_assert_num_queries):
    for _ in range(rows):
        factories.make_training()
        factories.make_event()

    # session, user; two counts, the rows
    with django_assert_num_queries(5):
        page = manager_client.get(reverse("admin:bookings_occasion_changelist"))

    assert page.content.decode().count("/roster/") == 2 * rows


# --- 前回の内容を写して作る -----------------------------------------------------------------------------------


def test_copy_makes_a_plan_of_everything_a_year_later_on_the_same_weekday(staff_client):
    original = factories.make_training(
        title="第1回",
        slug="first",
        programme="講義\n演習",
        lecturer="見本 太郎",
        accommodations=["wheelchair"],
        accommodations_until=datetime.date(2026, 1, 5),
        closes_at=factories.in_days(20),
        state_note="台風のため",
        revision=7,
    )
    factories.make_place_kind(original, 5, kind="online", label="配信")
    apply_for(original)

    answer = staff_client.post(reverse(COPY), {"original": original.pk})

    copy = TrainingSession.objects.exclude(pk=original.pk).get()
    assert answer.url == change_url(copy)
    assert (copy.title, copy.programme, copy.lecturer, copy.accommodations) == (
        "第1回",
        "講義\n演習",
        "見本 太郎",
        ["wheelchair"],
    )
    assert (copy.state, copy.state_note, copy.revision) == ("planned", "", 0)
    year = datetime.timedelta(weeks=52)
    assert copy.dates.get().starts_at == original.dates.get().starts_at + year
    assert copy.dates.get().venue_name == "見本会館 大会議室"
    assert copy.closes_at == original.closes_at + year
    assert copy.accommodations_until == datetime.date(2027, 1, 4)
    assert copy.slug == f"training-{timezone.localdate(copy.dates.get().starts_at).isoformat()}"
    assert list(copy.place_kinds.values_list("kind", "label", "capacity")) == [
        ("hall", "", 20),
        ("online", "配信", 5),
    ]
    assert not copy.bookings.exists()
    assert original.bookings.count() == 1
    assert original.dates.count() == 1


def test_copy_of_something_long_past_lies_ahead(staff_client):
    original = factories.make_training(starts_at=factories.local(2022, 12, 10, 13, 30))

    staff_client.post(reverse(COPY), {"original": original.pk})

    start = OccasionDate.objects.exclude(occasion=original.pk).get().starts_at
    assert start > timezone.now()
    assert timezone.localtime(start).strftime("%a %H:%M") == "Sat 13:30"


def test_copy_twice_makes_two_with_names_of_their_own(staff_client):
    original = factories.make_training()

    for _ in range(2):
        staff_client.post(reverse(COPY), {"original": original.pk})

    assert len(set(Occasion.objects.values_list("slug", flat=True))) == 3


def test_copy_of_an_event_takes_its_programme_along_and_leaves_what_was_made_of_its_day(staff_client):
    original = factories.make_event(report="盛会でした")
    factories.make_programme(original)
    factories.make_video(event=original)

    staff_client.post(reverse("admin:events_event_copy"), {"original": original.pk})

    copy = Event.objects.exclude(pk=original.pk).get()
    assert (copy.report, copy.videos.count()) == ("", 0)
    assert [item.title for item in copy.programme.all()] == ["開会", "基調講演"]
    assert [speaker.name for speaker in copy.speakers.all()] == ["見本 博士"]
    assert original.programme.count() == 2


def test_copy_offers_the_latest_announced_first_or_the_one_asked_for(staff_client):
    old = factories.make_training(starts_at=factories.in_days(-400))
    new = factories.make_training()
    factories.make_training(state="planned", starts_at=factories.in_days(90))

    offered = staff_client.get(reverse(COPY)).context["form"]
    asked = staff_client.get(reverse(COPY), {"from": old.pk}).context["form"]

    assert [o.pk for o in offered.fields["original"].queryset] == [new.pk, old.pk]
    assert offered.initial["original"] == new.pk
    assert [o.pk for o in asked.fields["original"].queryset] == [old.pk]


def test_copy_of_nothing_is_asked_back(staff_client):
    factories.make_training()

    page = staff_client.post(reverse(COPY), {"original": "99999"})

    assert page.status_code == 200
    assert Occasion.objects.count() == 1


def test_copy_is_the_main_button_of_the_list(staff_client):
    factories.make_training()

    text = staff_client.get(reverse(LIST)).content.decode()

    assert f'class="press press--main" href="{reverse(COPY)}"' in text


def test_reading_of_the_name_is_stored_in_katakana_or_refused(staff_client):
    training = factories.make_training()
    url = reverse("admin:trainings_trainingsession_change", args=[training.pk])
    data = posted(staff_client, url)

    refused = staff_client.post(url, data | {"title_kana": "養成"})
    staff_client.post(url, data | {"title_kana": "だい いっかい ﾖｳｾｲ"})

    assert "ひらがなかカタカナで入力してください" in refused.content.decode()
    training.refresh_from_db()
    assert training.title_kana == "ダイ\u3000イッカイ\u3000ヨウセイ"
