import datetime
import re

import pytest
from django.utils import timezone

from portal.bookings.models import Booking, DateChange, Occasion, Postponement
from tests.factories import in_days, make_booking, make_date, make_place_kind, make_training

pytestmark = pytest.mark.django_db

APPLY = "/trainings/t/apply/"


def page(client, path="/trainings/t/"):
    content = client.get(path).content.decode()
    return content[content.index("<main") : content.index("</main>")]


def in_an_hour():
    return timezone.now() + datetime.timedelta(hours=1)


def an_hour_ago():
    return timezone.now() - datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("fields", "chip", "words", "can_apply"),
    [
        ({}, "申込受付中", "申し込めます。", True),
        ({"capacity": 2}, "残りわずか", "残りわずかです。", True),
        ({"capacity": 0}, "キャンセル待ち受付中", "いまは満席です。", True),
        (
            {"apply_by": "office"},
            "電話・FAX・窓口で受付中",
            "電話・FAX・窓口で申し込みを受け付けています。",
            False,
        ),
        ({"apply_by": "office", "capacity": 0}, "電話・FAX・窓口で受付中", "キャンセル待ちを、電話", False),
        (
            {"apply_by": "outside", "apply_url": "https://example.com/apply", "capacity": None},
            "ほかのサイトで受付中",
            'href="https://example.com/apply"',
            False,
        ),
        ({"apply_by": "none", "capacity": None}, "申込不要", "申し込みはいりません。", False),
        ({"opens_at": in_an_hour}, "受付はこれから", "申し込みの受付は、", False),
        ({"closes_at": an_hour_ago}, "申込受付終了", "申し込みの受付は終わりました。", False),
        (
            {"state": "postponed", "state_note": "大雪のため"},
            "延期（日程未定）",
            "新しい日程は、決まりしだい",
            False,
        ),
        ({"state": "cancelled", "state_note": "会場の故障"}, "中止", "理由：会場の故障", False),
        ({"starts_at": lambda: in_days(-2)}, "終了", "終了しました。", False),
    ],
)
def test_training_page_says_its_state_in_words_with_a_next_step(
    client, office, fields, chip, words, can_apply
):
    make_training(slug="t", **{name: value() if callable(value) else value for name, value in fields.items()})

    content = page(client)

    assert re.findall(r'<span class="chip[^>]*>([^<]*)', content) == [chip]
    assert words in content
    assert (APPLY in content) is can_apply


def test_training_page_not_yet_open_says_when(client, office):
    make_training(slug="t", opens_at=in_days(3, 9, 0))
    opens = timezone.localtime(in_days(3, 9, 0))

    content = page(client)

    assert f"{opens.year}年{opens.month}月{opens.day}日" in content
    assert "9:00に始まります" in content


def test_training_page_shows_the_labels_of_the_city_bulletin(client, office):
    training = make_training(slug="t", description="内容", bring="筆記用具", opens_at=in_days(-1))
    make_place_kind(training, 50, kind="online")

    content = page(client)

    labels = re.findall(r"<dt>([^<]*)</dt>", content)
    expected = (
        "日時 場所 内容 対象 定員 料金 募集期間 申込方法 持参するもの 中止・延期の知らせ方 主催 問い合わせ先"
    )
    assert labels == expected.split()
    assert "会場：あと20名（定員20名）" in content
    assert "オンライン：あと50名（定員50名）" in content


def test_training_page_shows_text_as_typed_and_runs_none(client, office):
    make_training(slug="t", title="<b>{{ x }}</b>", description="一行目\n<script>alert(1)</script>")

    content = page(client)

    assert "&lt;b&gt;{{ x }}&lt;/b&gt;" in content
    assert "一行目\n&lt;script&gt;" in content


def test_training_moved_to_another_day_keeps_the_old_day_readable(client, office, staff):
    training = make_training(slug="t", starts_at=in_days(20))
    date = training.dates.get()
    for reason in ("一度目", "二度目"):
        moved = Postponement.objects.create(
            occasion=training, has_new_dates=True, made_by=staff, reason=reason
        )
        DateChange.objects.create(
            postponement=moved, date=date, old_starts_at=in_days(5), old_ends_at=in_days(5, 15)
        )
    old, new = (f"{day.month}月{day.day}日" for day in (in_days(5), in_days(20)))

    for content in (page(client), page(client, "/trainings/")):
        assert [old in struck for struck in re.findall(r"<del>(.*?)</del>", content)].count(True) >= 1
        assert re.search(rf"</del>.*変更後.*{new}", content)
        assert not any(new in struck for struck in re.findall(r"<del>(.*?)</del>", content))
    assert page(client, "/trainings/").count("<del>") == 1


def test_training_postponed_without_a_new_day_strikes_the_old_one(client, office):
    make_training(slug="t", starts_at=in_days(5), state=Occasion.State.POSTPONED)
    old = in_days(5)

    for content in (page(client), page(client, "/trainings/")):
        assert f"{old.month}月{old.day}日" in re.search(r"<del>(.*?)</del>", content)[1]
        assert "決まりしだい" in content


def test_training_of_two_dates_shows_both(client, office):
    training = make_training(slug="t", starts_at=in_days(5))
    make_date(training, in_days(12))

    content = page(client)

    assert "第1日" in content
    assert "第2日" in content
    assert content.count("見本会館 大会議室") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_training_list_costs_the_same_queries_for_one_and_three(
    client, office, django_assert_num_queries, count
):
    for _ in range(count):
        make_booking(make_training())
        make_training(starts_at=in_days(-5))

    # Upcoming, dates, changes, places; past, dates, changes; the office.
    with django_assert_num_queries(8):
        response = client.get("/trainings/")

    assert response.content.decode().count('<li class="card">') == count


@pytest.mark.parametrize("count", [1, 3])
def test_training_page_costs_the_same_queries_for_one_and_three_bookings(
    client, office, django_assert_num_queries, count
):
    training = make_training(slug="t")
    for _ in range(count):
        make_booking(training)

    # The training, dates, changes, places; the office.
    with django_assert_num_queries(5):
        client.get("/trainings/t/")


def test_apply_overview_lists_what_is_open_and_what_will_open(client, office):
    full = make_training(title="満席の研修", capacity=1)
    make_booking(full)
    make_booking(full, status=Booking.Status.WAITLISTED)
    make_training(title="受付前の研修", opens_at=in_days(2))
    make_training(title="締切後の研修", closes_at=an_hour_ago())
    make_training(title="中止の研修", state=Occasion.State.CANCELLED)

    content = page(client, "/supporters/apply/")

    assert "満席の研修" in content[: content.index("これから受付が始まる研修")]
    assert "受付前の研修" in content[content.index("これから受付が始まる研修") :]
    assert "締切後の研修" not in content
    assert "中止の研修" not in content


def test_lists_without_anything_say_so(client, office):
    assert "いま予定している研修はありません。" in page(client, "/trainings/")
    assert "いま予定している催しはありません。" in page(client, "/events/")
    assert "いま申し込みを受け付けている研修はありません。" in page(client, "/supporters/apply/")
    assert "いま空きのある研修はありません。" in page(client, "/")
