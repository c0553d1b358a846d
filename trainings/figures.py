"""The chapter of the yearly report about courses: by kind of course, and who completed one."""

from django.db.models import Count
from django.utils.translation import gettext as _

from portal.bookings.figures.counting import Tally, occasions_of
from portal.bookings.models import Occasion
from portal.figures.periods import Period
from portal.figures.tables import Column, Row, Table
from trainings.models import Certificate, TrainingSession


def chapter(period: Period) -> list[Table]:
    """One line for each kind of course. Four queries."""
    held = {each.pk: each for each in occasions_of(period) if each.kind == Occasion.Kind.TRAINING}
    kinds = dict(TrainingSession.objects.filter(pk__in=held).values_list("pk", "course_kind"))
    completed = dict(
        Certificate.objects.live()
        .filter(attendee__occasion__in=held)
        .order_by()
        .values_list("attendee__occasion")
        .annotate(people=Count("attendee", distinct=True))
    )
    rows = []
    for kind, label in TrainingSession.CourseKind.choices:
        ids = [pk for pk in held if kinds.get(pk) == kind]
        tally = Tally()
        for pk in ids:
            tally.add(held[pk].tally)
        certificates = sum(completed.get(pk, 0) for pk in ids)
        rows.append(
            Row(str(kind), str(label), (tally.applied, tally.placed, tally.came, certificates), group="kind")
        )
    definition = _(
        "研修の初日のある年度に数えた延べ人数です。申込・決定・出席は「研修・催し」の章と同じ数え方です。"
        "修了は、その研修の修了証（受講証）が出ていて、取り消されていない人です。発行し直しても1人です。"
    )
    columns = (
        Column("applied", _("申込")),
        Column("placed", _("決定")),
        Column("came", _("出席")),
        Column("completed", _("修了")),
    )
    return [
        Table(
            "course",
            _("研修の種類別"),
            definition,
            _("研修の種類"),
            columns,
            tuple(rows),
            chart_column="completed",
        )
    ]
