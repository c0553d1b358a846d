"""What members are asked when they write, send and answer a need. The office's forms build on these."""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models import FieldOfWork, Need, Organisation, TroubleCategory
from platform_orgs.needs.actions import Questions, Writing
from platform_orgs.needs.areas import areas
from portal.accounts.models import User
from portal.ui.dates import format_date
from portal.ui.fields import NameField, TextField
from portal.ui.forms import PortalForm

_PERIODS = {"30": _("1か月"), "91": _("3か月"), "182": _("6か月")}
_USUAL, _AS_IT_IS = "91", "keep"
_CHOOSE = [("", _("選んでください"))]


def question_of(name: str) -> str:
    """One of the three questions in words."""
    return str(cast("Field[Any, Any]", Need._meta.get_field(name)).verbose_name)


class NeedForm(PortalForm):
    """困りごと: one short page."""

    organisation = forms.ChoiceField(label=_("どの団体として出しますか"), widget=forms.RadioSelect)
    title = NameField(
        label=_("ひとことで言うと"),
        max_length=80,
        help_text=_("例）冬の灯油代が払えない家が増えている"),
        attrs={"autocomplete": "off"},
    )
    body = TextField(
        label=_("どんな困りごとか"),
        max_length=2000,
        rows=7,
        help_text=_("どんな人が、何に困っているか。だれのことか分かる名前、番号、住所は書かないでください。"),
    )
    category = forms.ChoiceField(label=_("分類"), choices=[*_CHOOSE, *TroubleCategory.choices])
    field_of_work = forms.ChoiceField(
        label=_("分野"), required=False, choices=[("", _("決めない")), *FieldOfWork.choices]
    )
    district: Any = forms.ModelChoiceField(
        label=_("地域"),
        queryset=None,
        required=False,
        empty_label=_("市全域"),
        help_text=_("だれのことか分からないように、大きな地域までにしています。迷ったら「市全域」のままで。"),
    )
    lasts = forms.ChoiceField(label=_("いつまで募集しますか"), initial=_USUAL)
    audience = forms.ChoiceField(
        label=_("見せる相手"),
        choices=Need.Audience.choices,
        initial=Need.Audience.MEMBERS,
        widget=forms.RadioSelect,
        help_text=_("迷うときは「事務局のみ」を選ぶと、ほかの団体には見えません。"),
    )
    seen_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submission_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, need: Need | None = None, organisations: Iterable[Organisation] = (), **kwargs: Any
    ) -> None:
        self.need = need
        if need is not None:
            kwargs["initial"] = {**_initial(need), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self._choose_between(list(organisations))
        self.fields["district"].queryset = areas(besides=need.district_id if need else None)  # type: ignore[attr-defined]
        periods: list[tuple[str, Any]] = list(_PERIODS.items())
        if need is not None:
            kept = _("いまのまま（%(day)sまで）") % {"day": format_date(need.until)}
            periods.insert(0, (_AS_IT_IS, kept))
        self.fields["lasts"].choices = periods  # type: ignore[attr-defined]
        if len(self.fields["district"].queryset) == 0:  # type: ignore[attr-defined]
            del self.fields["district"]

    def _choose_between(self, organisations: list[Organisation]) -> None:
        self.only = organisations[0] if len(organisations) == 1 else None
        if len(organisations) < 2:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].choices = [(o.slug, o.name) for o in organisations]  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)

    def to_writing(self) -> Writing:
        data = self.cleaned_data
        today = timezone.localdate()
        if data["lasts"] == _AS_IT_IS and self.need:
            until = self.need.until
        else:
            until = today + datetime.timedelta(days=int(data["lasts"]))
        return Writing(
            title=data["title"],
            body=data["body"],
            category=data["category"],
            until=until,
            field_of_work=data["field_of_work"],
            district=data.get("district"),
            audience=data.get("audience") or Need.Audience.MEMBERS,
        )


def _initial(need: Need) -> dict[str, Any]:
    names = ("title", "body", "category", "field_of_work", "district", "audience")
    values = {name: getattr(need, name) for name in names}
    return values | {"lasts": _AS_IT_IS, "seen_revision": need.revision}


class QuestionsForm(PortalForm):
    """Could anybody be recognised? Answered by whoever sends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Questions.__dataclass_fields__:
            self.fields[name] = forms.TypedChoiceField(
                label=question_of(name),
                choices=[("no", _("いいえ")), ("yes", _("はい"))],
                coerce=lambda value: value == "yes",
                widget=forms.RadioSelect,
                error_messages={"required": _("「はい」か「いいえ」を選んでください。")},
            )

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)

    def to_questions(self) -> Questions:
        return Questions(**self.cleaned_data)


class MessageForm(PortalForm):
    """What one side of a thread says."""

    organisation = forms.ChoiceField(label=_("どの団体として回答しますか"), widget=forms.RadioSelect)
    text = TextField(label=_("内容"), max_length=2000, rows=5)
    submission_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisations: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(organisation.slug, organisation.name) for organisation in organisations]
        if len(choices) < 2:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].choices = choices  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


class OutcomeForm(PortalForm):
    """What came of a need: one press, and a sentence for whoever likes."""

    note = NameField(
        label=_("ひとこと"), required=False, max_length=200, attrs={"autocomplete": "off"},
        help_text=_("例）月2回、お米を届けてもらえることになった"),
    )  # fmt: skip
    outcome = forms.ChoiceField(choices=Need.Outcome.choices, required=False)


def submission_key(by: User, typed: str, *said: object) -> str | None:
    """The token of a form, good for this account and these words only: nobody finds another's draft by it, and
    who comes back with the browser's button and says something else is heard again."""
    return hashlib.sha256(repr((by.pk, typed, said)).encode()).hexdigest() if typed else None


def bare_helper(form: forms.Form) -> FormHelper:
    """The fields alone: the page has the form around them."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*form.fields)
    return helper
