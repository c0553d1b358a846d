"""気づき: what residents have told the office, and how far it has come."""

import datetime
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.demo.staff import CONCERNS
from portal.demo.world import World
from supporters.concerns import actions
from supporters.concerns.report import Report, Reporter, report_concern
from supporters.models import Concern

_Relation = Concern.Relation
_Urgency = Concern.Urgency


def told(world: World) -> None:
    """One of each state, one that should have been read by now, one wish to be called."""
    carer = User.objects.get(email=CONCERNS.email)
    staff = world.staff
    _late(world)
    _tell(world, 0.1, Concern.Way.CALL, reporter=Reporter(
        name="例川　ゆう", telephone="09000000071", answer_wish="telephone", best_time="平日の夕方"
    ), urgency=_Urgency.DAYS)  # fmt: skip
    asked = _tell(
        world,
        4,
        what="ごみを出す日に見かけなくなりました。1か月くらい前からです。夜に明かりはついています。",
        relation=_Relation.NEIGHBOUR,
        reporter=Reporter(name="想田　まもる", email="omoida@example.com", answer_wish="mail"),
    )
    actions.mark_read(concern_id=asked.pk, by=carer)
    actions.take(concern_id=asked.pk, by=carer, revision=0)
    actions.assign(concern_id=asked.pk, owner=carer, stand_in=staff, by=carer, revision=1)
    actions.note(concern_id=asked.pk, text="地区の民生委員に、ようすを聞いてもらうことにした。", by=carer)
    actions.answer(
        concern_id=asked.pk,
        text="知らせてくださって、ありがとうございます。地域の見守りの人が、今週中にうかがいます。",
        by=carer,
        revision=2,
    )
    waiting = _tell(
        world,
        9,
        what="配達先の80代の男性が、同じ話をくり返し、やせてきたように見えます。",
        relation=_Relation.WORK,
        urgency=_Urgency.DAYS,
        by=staff,
        channel=Booking.Channel.PHONE,
    )
    actions.wait(concern_id=waiting.pk, text="地域包括支援センターの訪問の結果を待つ", by=staff, revision=0)
    handed = _tell(world, 20, Concern.Way.CALL, reporter=Reporter(
        telephone="0857000072", answer_wish="telephone"
    ))  # fmt: skip
    actions.record_call(
        concern_id=handed.pk, by=carer, revision=0, handed_to="見本地域包括支援センター", reference="令8-31"
    )
    _closed(world, carer)


def _late(world: World) -> None:
    _tell(
        world,
        6,
        what="子どもの同級生の家で、親御さんがずっと部屋から出てこないそうです。思いすごしならよいのですが。",
        relation=_Relation.OTHER,
    )


def _closed(world: World, carer: User) -> None:
    for days, what, relation, outcome in (
        (
            35,
            "つながりサポーターです。サロンに来なくなった人がいて、電話にも出ません。",
            _Relation.SUPPORTER,
            Concern.Outcome.REACHED,
        ),
        (48, "仕事をやめてから、だれとも話していません。", _Relation.SELF, Concern.Outcome.REACHED),
        (70, "離れて暮らす母が、電話で元気がありません。", _Relation.FAMILY, Concern.Outcome.ADVISED),
        (95, "雨戸が閉まったままの家があります。", _Relation.NEIGHBOUR, Concern.Outcome.NOTHING),
    ):
        concern = _tell(world, days, what=what, relation=relation)
        actions.mark_read(concern_id=concern.pk, by=carer)
        actions.close(concern_id=concern.pk, outcome=outcome, by=carer, revision=0)


def _tell(world: World, days: float, way: Concern.Way = Concern.Way.WRITTEN, **fields: Any) -> Concern:
    how = {name: fields.pop(name) for name in ("by", "channel") if name in fields}
    number = Concern.objects.count()
    if way == Concern.Way.WRITTEN:
        fields["district"] = world.districts[number % len(world.districts)]
    return report_concern(
        report=Report(way=way, **fields),
        submission_key=f"demo-{number}",
        received_at=timezone.now() - datetime.timedelta(days=days),
        **how,
    )
