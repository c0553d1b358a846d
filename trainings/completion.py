"""Who has completed a training: the rule, and what it comes to for everybody who had a place."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.bookings.models import Attendance, Attendee, OccasionDate
from portal.ui.dates import format_short_date
from trainings.models import CertificateDecision, TrainingSession

Rule = TrainingSession.CompletionRule
_PRESENT = Attendance.Status.PRESENT
_UNMARKED = Attendance.Status.UNMARKED


def completes(
    *, rule: str, days_needed: int, named: Collection[int], dates: Collection[int], present: Collection[int]
) -> bool:
    """Whether presence on the dates ``present`` (ids, as all others) meets the rule.

    Only presence counts: excused is not present, unmarked is unknown. With named dates of which none is
    named, and with more days needed than there are, all dates count: a rule is never met by an oversight in
    it. Without any date nobody completes.
    """
    there = set(present) & set(dates)
    if rule == Rule.NAMED_DATES and (wanted := set(named) & set(dates)):
        return wanted <= there
    if rule == Rule.AT_LEAST:
        return bool(dates) and len(there) >= min(max(days_needed, 1), len(set(dates)))
    return bool(dates) and there == set(dates)


@dataclass(frozen=True)
class Mark:
    date: OccasionDate
    status: Attendance.Status

    @property
    def css(self) -> str:
        return self.status.value


@dataclass(frozen=True)
class Outcome:
    """What closing comes to for one attendee: a certificate or none, and why."""

    attendee: Attendee
    marks: tuple[Mark, ...]
    earns_by_rule: bool
    decision: CertificateDecision | None

    @property
    def earns(self) -> bool:
        return self.decision.is_granted if self.decision else self.earns_by_rule

    @property
    def is_unmarked(self) -> bool:
        return any(mark.status == _UNMARKED for mark in self.marks)

    @property
    def why(self) -> str:
        """Why, in a line for staff. With one date the mark itself says it."""
        if self.decision:
            return _("職員の判断：%(reason)s") % {"reason": self.decision.reason}
        if len(self.marks) == 1:
            return str(self.marks[0].status.label)
        present = sum(mark.status == _PRESENT for mark in self.marks)
        text = _("%(all)s日のうち%(present)s日出席") % {"all": len(self.marks), "present": present}
        missing = [mark for mark in self.marks if mark.status != _PRESENT]
        if missing and not self.earns_by_rule:
            days = "、".join(f"{format_short_date(m.date.starts_at)}{m.status.label}" for m in missing)
            text = f"{text}（{days}）"
        return text


def held_dates(session: TrainingSession) -> list[OccasionDate]:
    """The dates that took place: one that was given up asks nobody to be there."""
    return [date for date in session.dates.all() if not date.off]


def outcomes(session: TrainingSession) -> list[Outcome]:
    """Everybody with a confirmed place, by reading. Five queries, whatever the number of people."""
    dates = held_dates(session)
    named = set(session.completion_dates.values_list("pk", flat=True))
    attendees = (
        Attendee.objects.coming()
        .filter(occasion=session.pk)
        .select_related("person", "booking__contact", "booking__place_kind")
        .order_by("person__kana_key", "pk")
    )
    decisions = {
        d.attendee_id: d
        for d in CertificateDecision.objects.filter(attendee__occasion=session.pk).select_related(
            "decided_by"
        )
    }
    marks: dict[int, dict[int, str]] = {}
    for attendee_id, date_id, status in Attendance.objects.filter(date__occasion=session.pk).values_list(
        "attendee_id", "date_id", "status"
    ):
        marks.setdefault(attendee_id, {})[date_id] = status
    return [
        _outcome(session, attendee, dates, named, marks.get(attendee.pk, {}), decisions.get(attendee.pk))
        for attendee in attendees
    ]


def _outcome(
    session: TrainingSession,
    attendee: Attendee,
    dates: Sequence[OccasionDate],
    named: Collection[int],
    marks: Mapping[int, str],
    decision: CertificateDecision | None,
) -> Outcome:
    return Outcome(
        attendee=attendee,
        marks=tuple(Mark(date, Attendance.Status(marks.get(date.pk, _UNMARKED))) for date in dates),
        earns_by_rule=completes(
            rule=session.completion_rule,
            days_needed=session.completion_days or 1,
            named=named,
            dates=[date.pk for date in dates],
            present=[pk for pk, status in marks.items() if status == _PRESENT],
        ),
        decision=decision,
    )


def outcome_of(session: TrainingSession, attendee_id: int) -> Outcome:
    """The outcome of one attendee. Raises ``LookupError`` for somebody without a confirmed place there."""
    for outcome in outcomes(session):
        if outcome.attendee.pk == attendee_id:
            return outcome
    raise LookupError(attendee_id)


def fingerprint(found: Sequence[Outcome]) -> str:
    """A short text that changes when anybody's marks or outcome change: what a page was made from."""
    lines = [
        f"{o.attendee.pk}:{o.earns}:{','.join(f'{m.date.pk}={m.status}' for m in o.marks)}"
        for o in sorted(found, key=lambda o: o.attendee.pk)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def rule_in_words(session: TrainingSession) -> str:
    """「2日のうち、1日以上に出席した人」"""
    dates = held_dates(session)
    if len(dates) < 2:
        return _("出席した人")
    if session.completion_rule == Rule.NAMED_DATES:
        named = list(session.completion_dates.filter(off="").order_by("starts_at"))
        if named:
            days = "、".join(format_short_date(date.starts_at) for date in named)
            return _("%(days)sに出席した人") % {"days": days}
    if session.completion_rule == Rule.AT_LEAST and session.completion_days:
        days_needed = min(session.completion_days, len(dates))
        return _("%(all)s日のうち%(needed)s日以上に出席した人") % {"all": len(dates), "needed": days_needed}
    return _("%(all)s日すべてに出席した人") % {"all": len(dates)}
