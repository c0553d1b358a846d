"""The form in which a survey is answered, and the one in which staff write its questions."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.actions.survey import MAX_QUESTIONS, Question
from portal.bookings.models import Survey, SurveyQuestion
from portal.ui.fields import NameField, TextField
from portal.ui.forms import PortalForm, say_what_to_do

Kind = SurveyQuestion.Kind
_MAX_CHOICES = 10


class AnswerForm(PortalForm):
    """One field for each question; none of them has to be answered, but one."""

    def __init__(self, survey: Survey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(survey.questions.all(), start=1):
            field = _field(question, f"{number}. {question.text}")
            say_what_to_do(field)
            self.fields[f"q{question.pk}"] = field
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def answers(self) -> dict[str, Any]:
        """By the number of the question, as it is stored."""
        return {name[1:]: value for name, value in self.cleaned_data.items()}


def _field(question: SurveyQuestion, label: str) -> forms.Field:
    if question.kind == Kind.TEXT:
        return TextField(label=label, required=False, max_length=1000)
    if question.kind == Kind.SEVERAL:
        return forms.MultipleChoiceField(
            label=label,
            required=False,
            choices=question.options,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("いくつでも選べます。"),
        )
    return forms.ChoiceField(label=label, required=False, choices=question.options, widget=forms.RadioSelect)


class SurveyForm(PortalForm):
    """Up to eight questions, one a row; an empty row is no question. Choices stand one a line."""

    introduction = TextField(label=gettext_lazy("はじめのことば"), required=False, max_length=500, rows=3)

    def __init__(self, *args: Any, questions: list[Question], introduction: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"introduction": introduction}, **kwargs)
        for n in range(1, MAX_QUESTIONS + 1):
            known = questions[n - 1] if n <= len(questions) else Question(Kind.SCALE, "")
            self.fields[f"text{n}"] = NameField(
                label=_("質問%(n)s") % {"n": n},
                required=False,
                max_length=200,
                initial=known.text,
                attrs={"autocomplete": "off"},
            )
            self.fields[f"kind{n}"] = forms.ChoiceField(
                label=_("答え方"), choices=Kind.choices, initial=known.kind
            )
            self.fields[f"choices{n}"] = TextField(
                label=_("選択肢（一行に一つ）"),
                required=False,
                rows=3,
                initial="\n".join(known.choices),
                help_text=_("「一つ選ぶ」「いくつでも選ぶ」のとき"),
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "number": n,
                "fields": [self[f"text{n}"], self[f"kind{n}"], self[f"choices{n}"]],
                "text": self[f"text{n}"].value(),
                "is_open": any(f"{name}{n}" in self.errors for name in ("text", "kind", "choices")),
            }
            for n in range(1, MAX_QUESTIONS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(1, MAX_QUESTIONS + 1):
            choices = _lines(data.get(f"choices{n}", ""))
            if not data.get(f"text{n}"):
                continue
            if data.get(f"kind{n}") in {Kind.ONE, Kind.SEVERAL}:
                if not 2 <= len(choices) <= _MAX_CHOICES:
                    text = _("選択肢を、2つから%(most)sつまで、一行に一つ書いてください。")
                    self.add_error(f"choices{n}", text % {"most": _MAX_CHOICES})
                elif any(len(choice) > 100 for choice in choices):
                    self.add_error(f"choices{n}", _("選択肢は、一つ100文字までにしてください。"))
                elif len(set(choices)) != len(choices):
                    self.add_error(f"choices{n}", _("同じ選択肢が二つあります。"))
        if not self.errors and not self.questions():
            self.add_error("text1", _("質問を一つ以上書いてください。"))
        return data

    def questions(self) -> list[Question]:
        """The rows that hold a question, in their order."""
        data = self.cleaned_data
        return [
            Question(
                kind,
                data[f"text{n}"],
                _lines(data[f"choices{n}"]) if kind in {Kind.ONE, Kind.SEVERAL} else (),
            )
            for n in range(1, MAX_QUESTIONS + 1)
            if data.get(f"text{n}")
            for kind in [data[f"kind{n}"]]
        ]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
