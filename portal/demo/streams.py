"""A talk that was streamed six days ago and is over: its recording waits for one press of staff."""

from events.models import Event, Video
from events.slugs import free_video_slug
from portal.bookings.models import PlaceKind
from portal.demo.days import at, days_ago, period
from portal.demo.world import Channel, World, fill, publish


def just_streamed(world: World) -> None:
    event = Event.objects.create(
        title="つながるミニ講演会（オンライン）",
        slug="mini-koen",
        event_kind=Event.EventKind.OTHER,
        summary="「声をかけるのは、こわくていい」。30分の話と、質問の時間です。",
        description="家からスマートフォンで見られます。顔も名前も出ません。",
        audience="どなたでも",
        fee="無料",
        opens_at=at(days_ago(30), "08:30"),
    )
    day = days_ago(6)
    occasion = publish(world, event, [period(day, "19:00", "20:00")], {PlaceKind.Kind.ONLINE: 100})
    fill(world, occasion, 12, kind=PlaceKind.Kind.ONLINE, channel=Channel.PHONE, told=True)
    Video.objects.create(
        title="つながるミニ講演会（録画）",
        slug=free_video_slug(day),
        event=event,
        youtube_id="demo_live01",
        is_stream=True,
        recorded_on=day,
        minutes=60,
    )
