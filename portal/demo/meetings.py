"""Meetings of the demo's platform: one that is over, with minutes; one to come, half answered; a plan."""

import datetime
from typing import Any

from platform_orgs.meetings import actions
from platform_orgs.models import Meeting, MeetingReply, Organisation
from portal.demo.days import THURSDAY, day_ahead, days_ago, period
from portal.demo.world import World

_Answer = MeetingReply.Answer
_MINUTES = """1 これまでの困りごと
　買い物、冬の灯油、引っこしの手伝いの三つが多い。
2 決まったこと
　引っこしの手伝いは、見本こども食堂ネットと空木電器が次の月にためしてみる。
　名前のわかる個別の相談は、この場では扱わず、支援会議につなぐ。
3 次の会議
　冬のあいだの見守りについて話す。"""


def meetings(world: World) -> None:
    _over(world)
    _to_come(world)
    actions.plan(
        values=_values("第5回 プラットフォーム会議", day_ahead(75, THURSDAY), "冬のふり返り"), by=world.staff
    )


def _over(world: World) -> None:
    meeting = actions.plan(
        values=_values("第3回 プラットフォーム会議", _thursday(), "困りごとの持ちより"), by=world.staff
    )
    # The only thing that no action writes: that it was called long ago.
    called = meeting.starts_at - datetime.timedelta(days=21)
    Meeting.objects.filter(pk=meeting.pk).update(
        state=Meeting.State.CALLED, called_at=called, asked_again_at=called, reminded_at=called
    )
    for slug, people in (("mihon-shokudo", 2), ("karaki-denki", 1), ("mitate-clinic", 1)):
        MeetingReply.objects.create(
            meeting=meeting,
            organisation=Organisation.objects.get(slug=slug),
            answer=_Answer.COMES,
            people=people,
            answered_at=called,
        )
    actions.save_minutes(
        meeting_id=meeting.pk, text=_MINUTES, publish=True, by=world.staff, seen_revision=meeting.revision
    )


def _thursday() -> datetime.date:
    day = days_ago(40)
    return day - datetime.timedelta(days=(day.weekday() - THURSDAY) % 7)


def _to_come(world: World) -> None:
    agenda = "1 冬のあいだの見守り\n2 答えの出ていない困りごと\n3 そのほか"
    values = _values("第4回 プラットフォーム会議", day_ahead(16, THURSDAY), agenda)
    online = {"online_url": "https://meeting.example.jp/platform"}
    meeting = actions.call(meeting_id=actions.plan(values=values | online, by=world.staff).pk, by=world.staff)
    # Told to the office by telephone; the first organisation of the demo has not answered yet.
    for slug, answer, people in (
        ("kaku-yorisoi", _Answer.ONLINE, 1),
        ("omoida-salon", _Answer.COMES, 2),
        ("tameshi-nokyo", _Answer.ABSENT, 0),
    ):
        actions.reply(
            meeting_id=meeting.pk,
            organisation_id=Organisation.objects.get(slug=slug).pk,
            answer=answer,
            people=people,
            note="",
            by=world.staff,
        )


def _values(title: str, day: datetime.date, agenda: str) -> dict[str, Any]:
    starts_at, ends_at = period(day, "14:00", "16:00")
    return {
        "title": title,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": "見本市役所 2階 会議室1",
        "online_url": "",
        "agenda": agenda,
    }
