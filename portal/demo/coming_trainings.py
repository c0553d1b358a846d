"""Trainings to come: one for each way in which a session can stand."""

import datetime
from typing import Any

from portal.bookings import actions
from portal.bookings.models import Accommodation, Booking, Occasion, PlaceKind
from portal.demo import people
from portal.demo.days import (
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Period,
    at,
    day_ahead,
    days_ago,
    period,
)
from portal.demo.world import Channel, World, book, fill, party, publish, somebody
from portal.people.models import ContactWish
from trainings.models import TrainingSession

_HALL, _ONLINE = PlaceKind.Kind.HALL, PlaceKind.Kind.ONLINE

_COMMON = {
    "summary": "身近な人のSOSに気づき、つながるための入門講座です。",
    "description": (
        "孤独・孤立とは何か、つながることがどう支援になるのか（伴走型支援）を学び、"
        "身近にできることをグループで話し合います。特別な知識や経験はいりません。"
    ),
    "programme": "講義「孤独・孤立と伴走型支援」\nグループワーク「気づく・声をかける・つなぐ」",
    "lecturer": "見本大学 架空教授、事務局職員",
    "audience": "どなたでも",
    "fee": "無料",
    "bring": "筆記用具",
}
_CARE = [Accommodation.SIGN_LANGUAGE, Accommodation.CAPTIONING, Accommodation.WHEELCHAIR]


def _training(
    world: World,
    periods: list[Period],
    places: dict[PlaceKind.Kind, int],
    *,
    area: str,
    opened_days_ago: int = 14,
    **fields: Any,
) -> Occasion:
    """A published training, open for applications until three days before it starts."""
    first_day = periods[0][0].date()
    values: dict[str, Any] = {
        "opens_at": at(days_ago(opened_days_ago), "08:30"),
        "closes_at": at(first_day - datetime.timedelta(days=3), "17:00"),
    }
    training = TrainingSession.objects.create(**_COMMON | values | fields)
    return publish(
        world,
        training,
        periods,
        places,
        venue_name=f"見本{area}コミュニティセンター",
        venue_address=f"鳥取市見本{area}1番地",
        access_note="バス停「見本前」から歩いて3分。駐車場20台",
    )


def with_places(world: World) -> None:
    """Room left; a couple on one mail address, a parent and a child on one telephone."""
    day = day_ahead(16, WEDNESDAY)
    occasion = _training(
        world,
        [period(day, "13:30", "16:00")],
        {_HALL: 30},
        area="国府",
        title="つながりサポーター養成研修（国府会場）",
        slug="yosei-kokufu",
        accommodations=_CARE,
        accommodations_until=day - datetime.timedelta(days=10),
    )
    for person in [*people.couple(), *people.parent_and_child()]:
        book(world, occasion, person)
    book(world, occasion, people.without_email(), channel=Channel.POST, helpers=1)
    fill(world, occasion, 7, sizes=(1, 2))


def nearly_full(world: World) -> None:
    """Two places left, two people of one name with different numbers among those who come."""
    occasion = _training(
        world,
        [period(day_ahead(24, SATURDAY), "10:00", "12:30")],
        {_HALL: 20},
        area="駅南",
        title="つながりサポーター養成研修（土曜日コース）",
        slug="yosei-doyo",
    )
    for person in people.namesakes():
        book(world, occasion, person)
    fill(world, occasion, 16, sizes=(1, 1, 2))


def full_with_queue(world: World) -> None:
    """Full. Of two who cancelled, one place went to the first in the queue; the other waits for the party of
    two that is now at the head, and nobody overtakes them."""
    occasion = _training(
        world,
        [period(day_ahead(30, THURSDAY), "18:30", "21:00")],
        {_HALL: 12},
        area="駅南",
        title="つながりサポーター養成研修（夜コース）",
        slug="yosei-yoru",
    )
    fill(world, occasion, 12)
    for size in (1, 2, 1, 1):
        book(world, occasion, *party(world, size))
    for booking in occasion.bookings.filter(status=Booking.Status.CONFIRMED)[:2]:
        actions.cancel(booking_id=booking.pk)
    actions.promote(occasion_id=occasion.pk)


def by_lottery(world: World) -> None:
    """More apply than there are places; drawn when the window closes."""
    occasion = _training(
        world,
        [period(day_ahead(37, SATURDAY), "13:30", "16:00")],
        {_HALL: 8},
        area="鹿野",
        title="つながりサポーター養成研修（鹿野会場・抽選）",
        slug="yosei-shikano",
        selection=Occasion.Selection.LOTTERY,
    )
    fill(world, occasion, 13, sizes=(1, 1, 2))


def with_an_offer(world: World) -> None:
    """Full; one cancelled, and the first who waits is being asked."""
    occasion = _training(
        world,
        [period(day_ahead(65, SATURDAY), "10:00", "12:30")],
        {_HALL: 6},
        area="用瀬",
        title="つながりサポーター養成研修（用瀬会場）",
        slug="yosei-mochigase",
        promotion=Occasion.Promotion.OFFER,
    )
    fill(world, occasion, 6)
    for wish in (ContactWish.MAIL, ContactWish.TELEPHONE):
        book(world, occasion, somebody(world, wish))
    actions.cancel(booking_id=occasion.bookings.filter(status=Booking.Status.CONFIRMED)[0].pk)
    actions.promote(occasion_id=occasion.pk)


def in_hall_and_online(world: World) -> None:
    """Both ways of taking part; names that machines find hard, and somebody who may have applied twice."""
    occasion = _training(
        world,
        [period(day_ahead(37, TUESDAY), "14:00", "16:00")],
        {_HALL: 20, _ONLINE: 40},
        area="中央",
        title="つながりサポーター養成研修（会場・オンライン）",
        slug="yosei-hybrid",
        interpreter_note="オンラインには字幕がつきます",
    )
    for person in people.rare_characters():
        book(world, occasion, person)
    book(world, occasion, people.latin_name(), kind=_ONLINE)
    on_the_web, by_fax = people.twice()
    book(world, occasion, on_the_web, channel=Channel.WEB)
    book(
        world,
        occasion,
        by_fax,
        channel=Channel.FAX,
        note="Webで申し込めたか分からないので、FAXでも送ります。",
    )
    fill(world, occasion, 6)
    fill(world, occasion, 13, kind=_ONLINE)


def of_two_dates(world: World) -> None:
    first = day_ahead(44, SATURDAY)
    occasion = _training(
        world,
        [
            period(first, "10:00", "12:00"),
            period(day_ahead(51, SATURDAY), "10:00", "12:00"),
        ],
        {_HALL: 24},
        area="気高",
        title="つながりサポーター養成研修（2日間コース）",
        slug="yosei-futsuka",
        programme="第1日 講義「孤独・孤立と伴走型支援」\n第2日 事例をもとにしたグループワーク",
    )
    fill(world, occasion, 14, sizes=(1, 1, 1, 2))


def not_yet_open(world: World) -> None:
    day = day_ahead(70, WEDNESDAY)
    _training(
        world,
        [period(day, "13:30", "16:00")],
        {_HALL: 30},
        area="福部",
        opened_days_ago=-20,
        title="つながりサポーター養成研修（福部会場）",
        slug="yosei-fukube",
    )


def by_telephone_only(world: World) -> None:
    """A follow-up that is applied for at the office."""
    occasion = _training(
        world,
        [period(day_ahead(58, THURSDAY), "13:30", "15:30")],
        {_HALL: 30},
        area="中央",
        title="つながりサポーター フォローアップ研修",
        slug="followup",
        course_kind=TrainingSession.CourseKind.FOLLOW_UP,
        apply_by=Occasion.ApplyBy.OFFICE,
        summary="研修を受けた人が、その後の「困った」を持ち寄る会です。",
        description="声をかけたあと、どうしたらよいか。日ごろの経験を持ち寄り、つなぐ先や聞き方を学びます。",
        programme="講義「傾聴する・つなげる」\n経験の持ち寄り",
        audience="つながりサポーター養成研修を受けた人",
    )
    for channel in (Channel.PHONE, Channel.COUNTER, Channel.FAX, Channel.PHONE):
        book(world, occasion, *party(world, 1), channel=channel)


def follow_up(world: World) -> None:
    """A follow-up for registered supporters, applied for in one step from their own page."""
    _training(
        world,
        [period(day_ahead(33, THURSDAY), "18:30", "20:00")],
        {_HALL: 20, _ONLINE: 30},
        area="中央",
        title="つながりサポーターの夜の集い",
        slug="followup-yoru",
        course_kind=TrainingSession.CourseKind.FOLLOW_UP,
        eligibility=Occasion.Eligibility.SUPPORTERS,
        summary="サポーターどうしで、ふだんの「気になる」を話す夜です。",
        description="うまくいったことも、困ったことも。会場でもオンラインでも参加できます。",
        programme="経験の持ち寄り",
        audience="登録しているつながりサポーター",
    )


def postponed(world: World) -> None:
    """Moved to another day; everybody keeps the place and is asked."""
    occasion = _training(
        world,
        [period(day_ahead(12, TUESDAY), "13:30", "16:00")],
        {_HALL: 20},
        area="河原",
        opened_days_ago=28,
        title="つながりサポーター養成研修（河原会場）",
        slug="yosei-kawahara",
    )
    fill(world, occasion, 9, sizes=(1, 2))
    for _each in range(2):
        book(world, occasion, somebody(world, ContactWish.TELEPHONE))
    date = occasion.dates.get()
    new_day = day_ahead(47, TUESDAY)
    actions.postpone(
        occasion_id=occasion.pk,
        periods={date.pk: period(new_day, "13:30", "16:00")},
        reason="会場の設備が故障したため",
        by=world.staff,
        revision=_revision(occasion),
        closes_at=at(new_day - datetime.timedelta(days=3), "17:00"),
    )


def postponed_without_a_day(world: World) -> None:
    occasion = _training(
        world,
        [period(day_ahead(14, THURSDAY), "10:00", "12:00")],
        {_HALL: 15},
        area="佐治",
        opened_days_ago=28,
        title="つながりサポーター養成研修（佐治会場）",
        slug="yosei-saji",
    )
    fill(world, occasion, 5)
    actions.postpone(
        occasion_id=occasion.pk,
        periods=None,
        reason="講師の都合により",
        by=world.staff,
        revision=_revision(occasion),
    )


def cancelled(world: World) -> None:
    occasion = _training(
        world,
        [period(day_ahead(20, SATURDAY), "13:30", "16:00")],
        {_HALL: 20},
        area="青谷",
        title="つながりサポーター養成研修（青谷会場）",
        slug="yosei-aoya",
    )
    fill(world, occasion, 4, sizes=(1, 2))
    actions.cancel_occasion(
        occasion_id=occasion.pk,
        reason="会場が使えなくなったため。ほかの会場の研修をご利用ください",
        by=world.staff,
        revision=_revision(occasion),
    )


def _revision(occasion: Occasion) -> int:
    return Occasion.objects.values_list("revision", flat=True).get(pk=occasion.pk)
