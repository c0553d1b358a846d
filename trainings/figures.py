"""The chapter of the yearly report about courses: by kind of course, and who completed one."""

from dataclasses import replace

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal.bookings.figures.counting import Held, Tally, counted_attendees, occasions_of
from portal.bookings.figures.parts import Split, by_affiliation, by_age, by_channel, by_district
from portal.bookings.models import Occasion
from portal.figures.periods import Period
from portal.figures.tables import Column, Row, Table
from trainings.models import Certificate, TrainingSession


def chapter(period: Period) -> list[Table]:
    """By kind of course, and of all courses together by who people are and how they applied. Nine queries."""
    held = {each.pk: each for each in occasions_of(period) if each.kind == Occasion.Kind.TRAINING}
    completed = Exists(Certificate.objects.live().filter(attendee=OuterRef("pk")))
    people = Split(
        counted_attendees(held).annotate(completed=completed),
        # Beside the same numbers of all occasions these would tell those of the events.
        (*(replace(column, is_published=False) for column in _columns()[:3]), _columns()[3]),
        _definition(),
        chart_column="completed",
        also=(Q(completed=True),),
        of=_("研修の"),
        key="training-",
    )
    return [
        _by_course(held),
        by_affiliation(people),
        by_age(people),
        by_district(people),
        by_channel(people),
    ]


def _by_course(held: dict[int, Held]) -> Table:
    """One line for each kind of course."""
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
    return Table(
        "course",
        _("研修の種類別"),
        _definition(),
        _("研修の種類"),
        _columns(),
        tuple(rows),
        chart_column="completed",
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("applied", _("申込")),
        Column("placed", _("決定")),
        Column("came", _("出席")),
        Column("completed", _("修了")),
    )


def _definition() -> str:
    return _(
        "研修の初日のある年度に数えた延べ人数です。申込・決定・出席は「研修・催し」の章と同じ数え方です。"
        "修了は、その研修の修了証（受講証）が出ていて、取り消されていない人です。発行し直しても1人です。"
    )
