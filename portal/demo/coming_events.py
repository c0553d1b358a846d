"""Events to come: the next symposium, and a gathering that one simply goes to."""

import datetime

from events.models import Event
from portal.bookings.models import Accommodation, Occasion, PlaceKind
from portal.demo.days import SATURDAY, SUNDAY, at, day_ahead, days_ago, period
from portal.demo.world import Channel, World, book, fill, party, publish


def symposium(world: World) -> None:
    """Open for applications, in the hall and online, with everything that the office can arrange."""
    day = day_ahead(75, SATURDAY)
    event = Event.objects.create(
        title=f"孤独・孤立対策官民連携プラットフォームシンポジウム in 鳥取 {day.year}",
        slug=f"symposium-{day.year}",
        summary="ひとりぼっちをつくらない地域を、いっしょに考えます。",
        description=(
            "孤独・孤立は、だれにでも起こりえます。専門家の講演と、地域で活動する人たちの話から、"
            "「つながる」ために私たちにできることを考えます。"
        ),
        audience="どなたでも",
        fee="無料",
        organiser="孤独・孤立対策官民連携プラットフォーム、鳥取市",
        opens_at=at(days_ago(21), "08:30"),
        closes_at=at(day - datetime.timedelta(days=2), "17:00"),
        accommodations=[
            Accommodation.SIGN_LANGUAGE,
            Accommodation.CAPTIONING,
            Accommodation.WHEELCHAIR,
            Accommodation.CHILDCARE,
        ],
        accommodations_until=day - datetime.timedelta(days=14),
        interpreter_note="手話通訳・要約筆記あり",
        photography_note="記録のため、後ろから会場を撮影します。写りたくない人の席も用意します",
        decision_note="大雪などのときは、当日の朝8時に、つながりポータルでお知らせします",
    )
    occasion = publish(
        world,
        event,
        [period(day, "13:30", "16:00")],
        {PlaceKind.Kind.HALL: 300, PlaceKind.Kind.ONLINE: 200},
        venue_name="見本市民ホール",
        venue_address="鳥取市見本町1番地",
        access_note="見本駅から歩いて8分。車いすの入口は北側",
    )
    _with_requests(world, occasion)
    fill(world, occasion, 68, sizes=(2, 1, 1, 3))
    fill(world, occasion, 21, kind=PlaceKind.Kind.ONLINE)


def _with_requests(world: World, occasion: Occasion) -> None:
    """Those who need something in order to come."""
    book(
        world,
        occasion,
        *party(world, 2),
        accommodations=[(Accommodation.SIGN_LANGUAGE, "前のほうの席を希望します。")],
    )
    book(
        world,
        occasion,
        *party(world, 1),
        channel=Channel.PHONE,
        helpers=1,
        accommodations=[(Accommodation.WHEELCHAIR, "電動車いすです。")],
    )
    book(
        world,
        occasion,
        *party(world, 1),
        accommodations=[
            (Accommodation.CHILDCARE, "2歳と4歳です。"),
            (Accommodation.CAPTIONING, "2歳と4歳です。"),
        ],
    )
    book(
        world,
        occasion,
        *party(world, 1),
        channel=Channel.FAX,
        accommodations=[(Accommodation.CAPTIONING, "")],
    )


def open_house(world: World) -> None:
    """Nobody has to apply."""
    event = Event.objects.create(
        title="つながるカフェ（見本公民館）",
        slug="cafe",
        event_kind=Event.EventKind.OTHER,
        summary="お茶を飲みながら、ゆっくり過ごせる場所です。話しても、話さなくても。",
        description="出入りは自由です。ひとりで来る人も、おおぜいいます。つながりサポーターがお待ちしています。",
        audience="どなたでも",
        fee="無料（お茶つき）",
        organiser="架空ボランティアの会",
        apply_by=Occasion.ApplyBy.NONE,
    )
    publish(
        world,
        event,
        [period(day_ahead(9, SUNDAY), "10:00", "15:00")],
        {},
        venue_name="見本公民館 和室",
        venue_address="鳥取市見本町2番地",
    )
