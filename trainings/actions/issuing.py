"""Writing certificates: numbers without gaps, everything that is printed stored."""

from collections.abc import Sequence

from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.models import Attendee
from portal.office.models import Office
from portal.office.numbering import fill_places, fiscal_year_of, number_of
from portal.ui.dates import format_date
from trainings.completion import held_dates
from trainings.errors import NumberTaken, ReasonMissing
from trainings.models import Certificate, CertificateSettings, TrainingSession
from trainings.numbering import next_seq


def issue(
    *,
    session: TrainingSession,
    attendees: Sequence[Attendee],
    by: User,
    reason: str = "",
    printed: dict[str, str] | None = None,
    replaces: Certificate | None = None,
) -> list[Certificate]:
    """Write a certificate for each of ``attendees``, in this order, and return them.

    The caller holds the occasion's lock and has seen that none of them has a live one. ``printed`` says
    what is printed instead of what follows from session, person and settings. Raises ``NumberTaken``.
    """
    if not attendees:
        return []
    office_settings = lock_settings()
    today = timezone.localdate()
    year = fiscal_year_of(today)
    first = next_seq(year)
    made = []
    for seq, attendee in enumerate(attendees, start=first):
        fields = printed_fields(session, attendee, office_settings) | (printed or {})
        made.append(
            Certificate(
                attendee=attendee,
                fiscal_year=year,
                seq=seq,
                number=number_of(office_settings.number_format, fiscal_year=year, seq=seq),
                issued_on=today,
                issued_by=by,
                reason=reason,
                replaces=replaces,
                **fields,
            )
        )
    numbers = [certificate.number for certificate in made]
    if Certificate.objects.filter(number__in=numbers).exists():
        raise NumberTaken
    return Certificate.objects.bulk_create(made)


def lock_settings() -> CertificateSettings:
    """The office's settings, locked: who numbers certificates waits for whoever else does."""
    CertificateSettings.objects.get_or_create(pk=1)
    return CertificateSettings.objects.select_for_update(no_key=True).get(pk=1)


def printed_fields(
    session: TrainingSession, attendee: Attendee, office_settings: CertificateSettings
) -> dict[str, str]:
    """What a certificate says, from session, person and settings as they are now."""
    values = {
        "label": office_settings.label,
        "name": attendee.person.name_to_print,
        "course": session.get_course_kind_display(),
        "title": session.title,
        "dates": dates_in_words(session),
    }
    return {
        **values,
        "wording": fill_places(office_settings.wording, values),
        "issuer": office_settings.issuer or _issuer_by_default(),
    }


def dates_in_words(session: TrainingSession) -> str:
    """2026年11月7日（土）、11月14日（土）; the first and the last only, where they are many."""
    days = [date.starts_at for date in held_dates(session)]
    if len(days) > 8:
        return f"{format_date(days[0])}〜{format_date(days[-1])}"
    parts = []
    for number, day in enumerate(days):
        text = format_date(day)
        same_year = number and timezone.localtime(day).year == timezone.localtime(days[number - 1]).year
        parts.append(text.partition("年")[2] if same_year else text)
    return "、".join(parts)


def require_reason(reason: str) -> str:
    """The reason without blanks around it. Raises ``ReasonMissing``."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _issuer_by_default() -> str:
    office = Office.objects.current()
    return " ".join(part for part in (office.city_name, office.name) if part)
