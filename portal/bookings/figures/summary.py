"""まとめ: the figures of a period one under another, each with what it counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.bookings.figures.counting import PLACED, Held, Tally
from portal.bookings.models import Attendance, Attendee, Booking, Occasion
from portal.figures.tables import Column, Row, Table


class _Of(Enum):
    """What a figure counts: occasions, people, or people in a way that could be subtracted from the others
    and is therefore not published."""

    OCCASIONS = auto()
    PEOPLE = auto()
    INSIDE = auto()


@dataclass(frozen=True)
class _Figure:
    key: str
    label: str | Promise
    definition: str | Promise
    of: _Of


_FIGURES = (
    _Figure(
        "held",
        _("開催した研修・催し（回）"),
        _("初日がこの期間にあり、もう始まったもの。公開していないもの、中止・延期（日程未定）は入れない。"),
        _Of.OCCASIONS,
    ),
    _Figure(
        "coming",
        _("これから開く研修・催し（回）"),
        _("初日がこの期間にあり、まだ始まっていないもの。申込などの人数には、これもふくむ。"),
        _Of.OCCASIONS,
    ),
    _Figure(
        "called-off",
        _("中止した研修・催し（回）"),
        _("公開したあとで中止したもの。申し込んでいた人は、下の人数に入れない。"),
        _Of.OCCASIONS,
    ),
    _Figure(
        "undated",
        _("延期して日程が未定の研修・催し（回）"),
        _("新しい日が決まると、その日の年度に数える。申し込んでいた人は、下の人数に入れない。"),
        _Of.OCCASIONS,
    ),
    _Figure(
        "parties",
        _("申込（件）"),
        _(
            "申込の数。二人・三人での申込も1件。取り消したものもふくむ。同じ人の二つ目と分かったものは入れない。"
        ),
        _Of.PEOPLE,
    ),
    _Figure(
        "applied",
        _("申し込んだ人（延べ人）"),
        _("申し込んだ人の数。二人での申込は2人。同じ人が二つの研修に申し込めば2人。介助者は入れない。"),
        _Of.PEOPLE,
    ),
    _Figure(
        "applied-persons",
        _("申し込んだ人（実人数）"),
        _(
            "同じ人は、期間中に何度申し込んでも1人。事務局が同じ人としてまとめていない記録は、別の人として数える。"
        ),
        _Of.PEOPLE,
    ),
    _Figure(
        "placed",
        _("席が決まった人（延べ人）"),
        _("申し込んだ人のうち、席が決まり、取り消していない人。"),
        _Of.PEOPLE,
    ),
    _Figure(
        "placed-persons",
        _("席が決まった人（実人数）"),
        _("席が決まった人を、同じ人は1人として数えた数。"),
        _Of.PEOPLE,
    ),
    _Figure(
        "came",
        _("出席した人（延べ人）"),
        _("席が決まった人のうち、開催日の一日でも「出席」がついた人。二日間の研修に両日来ても1人。"),
        _Of.PEOPLE,
    ),
    _Figure(
        "came-persons",
        _("出席した人（実人数）"),
        _("出席した人を、同じ人は1人として数えた数。"),
        _Of.PEOPLE,
    ),
    _Figure(
        "stayed-away",
        _("来なかった人（延べ人）"),
        _("席が決まった人のうち、「欠席」か「事情あり」がつき、「出席」が一日もない人。"),
        _Of.INSIDE,
    ),
    _Figure(
        "unmarked",
        _("出欠が未記入の人（延べ人）"),
        _("席が決まった人のうち、出欠がまだ一日もついていない人。これから開くものの参加者をふくむ。"),
        _Of.INSIDE,
    ),
    _Figure(
        "cancelled",
        _("取り消した人（延べ人）"),
        _("本人か職員が取り消した人と、期限までに返事がなかった人。席が決まる前の取消もふくむ。"),
        _Of.INSIDE,
    ),
    _Figure(
        "other-place",
        _("ほかの席に決まった人（延べ人）"),
        _("いくつかのうちどれかを希望して、ほかで席が決まったために終わった申込の人。"),
        _Of.INSIDE,
    ),
    _Figure(
        "not-selected",
        _("選ばれなかった人（延べ人）"),
        _("抽選・選考で席が決まらなかった人。"),
        _Of.INSIDE,
    ),
    _Figure(
        "not-served",
        _("キャンセル待ちのまま終わった人（延べ人）"),
        _("最後の開催日が終わるまで、席の順番が来なかった人。"),
        _Of.INSIDE,
    ),
    _Figure(
        "pending",
        _("結果を待っている人（延べ人）"),
        _("終わっていない研修・催しのキャンセル待ちと、確認中・意向確認中の人。"),
        _Of.INSIDE,
    ),
)


def summary(occasions: Sequence[Occasion], held: Sequence[Held], attendees: QuerySet[Attendee]) -> Table:
    """Two queries: parties, and persons."""
    numbers = _numbers(occasions, held, attendees)
    rows = (
        Row(
            figure.key,
            str(figure.label),
            (numbers[figure.key],),
            str(figure.definition),
            counts_people=figure.of != _Of.OCCASIONS,
            is_published=figure.of != _Of.INSIDE,
        )
        for figure in _FIGURES
    )
    return Table(
        "summary",
        gettext("まとめ"),
        gettext(
            "研修・催しは、初日のある年度に数えます。申し込んだ人（延べ人）は、席が決まった人、取り消した人、"
            "ほかの席に決まった人、選ばれなかった人、待ったまま終わった人、結果を待っている人の"
            "どれか一つに入ります。"
        ),
        gettext("項目"),
        (Column("number", gettext("数")),),
        tuple(rows),
        adds_up=False,
    )


def _numbers(
    occasions: Sequence[Occasion], held: Sequence[Held], attendees: QuerySet[Attendee]
) -> dict[str, int]:
    total = Tally()
    for occasion in held:
        total.add(occasion.tally)
    now = timezone.now()
    parties = Booking.objects.filter(pk__in=attendees.order_by().values("booking")).count()
    came = Exists(Attendance.objects.filter(attendee=OuterRef("pk"), status=Attendance.Status.PRESENT))
    persons = attendees.aggregate(
        applied=Count("person", distinct=True),
        placed=Count("person", distinct=True, filter=PLACED),
        came=Count("person", distinct=True, filter=PLACED & Q(came)),
    )
    left_out = Counter(occasion.state for occasion in occasions)
    begun = sum(occasion.first_start <= now for occasion in held)
    return {
        "held": begun,
        "coming": len(held) - begun,
        "called-off": left_out[Occasion.State.CANCELLED],
        "undated": left_out[Occasion.State.POSTPONED],
        "parties": parties,
        "applied": total.applied,
        "applied-persons": persons["applied"],
        "placed": total.placed,
        "placed-persons": persons["placed"],
        "came": total.came,
        "came-persons": persons["came"],
        "stayed-away": total.stayed_away,
        "unmarked": total.unmarked,
        "cancelled": total.cancelled,
        "other-place": total.other_place,
        "not-selected": total.not_selected,
        "not-served": total.not_served,
        "pending": total.pending,
    }
