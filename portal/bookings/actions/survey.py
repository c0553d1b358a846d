"""The survey of an occasion: its questions, who may answer, and answers that nobody can trace.

Lock order: the occasion, or one link alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.bookings.actions.seats import lock_occasion
from portal.bookings.errors import (
    DidNotCome,
    NothingAnswered,
    SurveyAlreadyAnswered,
    SurveyHasAnswers,
    SurveyIsClosed,
)
from portal.bookings.models import Attendance, Attendee, Survey, SurveyLink, SurveyQuestion, SurveySheet
from portal.bookings.surveys.messages import tell_survey
from portal.correspondence.actions import way_to_reach
from portal.people.models import ContactWish

MAX_QUESTIONS = 8


@dataclass(frozen=True)
class Question:
    kind: str
    text: str
    choices: tuple[str, ...] = ()


@transaction.atomic
def save_survey(*, occasion_id: int, introduction: str, questions: Sequence[Question], by: User) -> Survey:
    """Switch the survey on, or change it while nobody has answered yet.

    The introduction may change at any time. Raises ``SurveyHasAnswers``.
    """
    assert 0 < len(questions) <= MAX_QUESTIONS
    occasion = lock_occasion(occasion_id)
    survey, _is_new = Survey.objects.get_or_create(occasion=occasion, defaults={"made_by": by})
    survey.introduction = introduction
    survey.save(update_fields=["introduction"])
    stored = [Question(q.kind, q.text, tuple(q.choices)) for q in survey.questions.all()]
    if stored == list(questions):
        return survey
    if survey.sheets.exists():
        raise SurveyHasAnswers
    survey.questions.all().delete()
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(survey=survey, position=n, kind=q.kind, text=q.text, choices=list(q.choices))
        for n, q in enumerate(questions, start=1)
    )
    return survey


@transaction.atomic
def open_survey(*, survey_id: int, is_open: bool, by: User) -> None:
    """Take answers, or take none any more; both as often as staff like."""
    Survey.objects.filter(pk=survey_id).update(is_open=is_open)


@transaction.atomic
def ask_for_answers(*, survey_id: int, by: User, also_without_mail: bool = False) -> int:
    """Tell those who came of the survey, once each; returns how many parties are told.

    By mail only, unless ``also_without_mail``: nobody has to telephone for a survey. Who answered already
    and who came later on is seen to on the next press. Raises ``SurveyIsClosed``.
    """
    survey = Survey.objects.select_related("occasion").get(pk=survey_id)
    lock_occasion(survey.occasion_id)
    if not survey.is_open:
        raise SurveyIsClosed
    links = [link_for(survey, attendee) for attendee in came(survey.occasion_id)]
    told = 0
    for booking in {link.attendee.booking for link in links if not link.is_used}:
        by_mail = way_to_reach(booking.contact) == ContactWish.MAIL
        if by_mail or also_without_mail:
            told += tell_survey(booking)
    return told


def came(occasion_id: int) -> Sequence[Attendee]:
    """Those with a place who were present on at least one date."""
    present = Attendance.objects.filter(date__occasion=occasion_id, status=Attendance.Status.PRESENT)
    return list(
        Attendee.objects.coming()
        .filter(occasion=occasion_id, pk__in=present.values("attendee"))
        .select_related("booking__contact", "person")
        .order_by("pk")
    )


def link_for(survey: Survey, attendee: Attendee) -> SurveyLink:
    """The attendee's link, made when first asked for."""
    link, _is_new = SurveyLink.objects.get_or_create(survey=survey, attendee=attendee)
    link.attendee = attendee
    return link


@transaction.atomic
def answer_survey(*, link_id: int, answers: Mapping[str, Any]) -> None:
    """Store what the holder of a link answered, apart from the link, and mark the link as used.

    Of two presses at once one counts. Raises ``SurveyAlreadyAnswered``, ``SurveyIsClosed``, ``DidNotCome``,
    ``NothingAnswered``.
    """
    link = (
        SurveyLink.objects.select_for_update(no_key=True, of=("self",))
        .select_related("survey")
        .get(pk=link_id)
    )
    if link.is_used:
        raise SurveyAlreadyAnswered
    if not link.survey.is_open:
        raise SurveyIsClosed
    if not has_come(link):
        raise DidNotCome
    _store(link.survey, answers, is_paper=False)
    link.is_used = True
    link.save(update_fields=["is_used"])


def has_come(link: SurveyLink) -> bool:
    """Whether the holder was there, as far as it is marked now."""
    return (
        Attendance.objects.filter(attendee=link.attendee_id, status=Attendance.Status.PRESENT).exists()
        and Attendee.objects.coming().filter(pk=link.attendee_id).exists()
    )


@transaction.atomic
def enter_sheet(*, survey_id: int, answers: Mapping[str, Any], by: User) -> None:
    """Store what stands on a sheet of paper; also after the survey was closed. Raises ``NothingAnswered``."""
    _store(Survey.objects.get(pk=survey_id), answers, is_paper=True)


def _store(survey: Survey, answers: Mapping[str, Any], *, is_paper: bool) -> None:
    given = {key: value for key, value in answers.items() if value not in ("", [], None)}
    if not given:
        raise NothingAnswered
    SurveySheet.objects.create(survey=survey, is_paper=is_paper, answers=given)
