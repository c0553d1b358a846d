"""What a survey came to: counts for each question, free texts in an order that tells nothing."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.bookings.models import Survey, SurveyQuestion
from portal.ui.charts import Bar, Chart, horizontal_bars


@dataclass(frozen=True)
class Line:
    words: str
    count: int
    percent: int


@dataclass(frozen=True)
class Result:
    """One question: how many answered it, what was chosen how often or what was written."""

    number: int
    question: SurveyQuestion
    answered: int
    lines: tuple[Line, ...]
    texts: tuple[str, ...]
    average: float | None

    @property
    def chart(self) -> Chart:
        bars = [Bar(line.words, line.count) for line in self.lines]
        return horizontal_bars(self.question.text, bars, unit=_("人"))


@dataclass(frozen=True)
class Results:
    sheets: int
    paper: int
    questions: tuple[Result, ...]


def results(survey: Survey) -> Results:
    """Two queries."""
    sheets = list(survey.sheets.values_list("answers", "is_paper"))
    found = [
        _result(n, question, [answers.get(str(question.pk)) for answers, _is_paper in sheets])
        for n, question in enumerate(survey.questions.all(), start=1)
    ]
    return Results(len(sheets), sum(is_paper for _answers, is_paper in sheets), tuple(found))


def _result(number: int, question: SurveyQuestion, given: list[str | list[str] | None]) -> Result:
    answers = [answer for answer in given if answer]
    if question.kind == SurveyQuestion.Kind.TEXT:
        # In the order of the alphabet: neither who wrote nor when shows in it.
        return Result(number, question, len(answers), (), tuple(sorted(map(str, answers))), None)
    counts = Counter(
        value for answer in answers for value in (answer if isinstance(answer, list) else [answer])
    )
    lines = tuple(
        Line(words, counts[value], round(100 * counts[value] / len(answers)) if answers else 0)
        for value, words in question.options
    )
    average = None
    if question.kind == SurveyQuestion.Kind.SCALE and answers:
        average = round(sum(int(str(answer)) for answer in answers) / len(answers), 1)
    return Result(number, question, len(answers), lines, (), average)
