from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from platform_orgs.models import Meeting, MeetingReply, Organisation
from portal.admin_revisions import shown
from portal.bookings.moments import moment_field
from portal.ui.fields import DigitsField, NameField, TextField, WebAddressField
from portal.ui.files import ACCEPTED
from portal.ui.forms import PortalForm

MOST_PEOPLE = 20
_OFF = {"autocomplete": "off"}


class ReplyForm(PortalForm):
    """Whether an organisation comes, how, and with how many."""

    answer = forms.ChoiceField(label=_("出欠"), choices=MeetingReply.Answer.choices, widget=forms.RadioSelect)
    people = DigitsField(
        label=_("人数"),
        required=False,
        initial="1",
        max_length=4,
        help_text=_("欠席のときは、空欄でかまいません。"),
    )
    note = NameField(label=_("ひとこと"), required=False, max_length=200, attrs=_OFF)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("answer", "people", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed = data.get("people") or ""
        if data.get("answer") == MeetingReply.Answer.ABSENT:
            data["people"] = 0
        elif "people" not in self.errors:
            data["people"] = int(typed or 0)
            if not 1 <= data["people"] <= MOST_PEOPLE:
                self.add_error("people", _("人数は、1人から20人で入力してください。"))
        return data


class OfficeReplyForm(ReplyForm):
    """What an organisation told the office."""

    organisation: Any = forms.ModelChoiceField(
        label=_("団体"), queryset=Organisation.objects.none(), empty_label=_("選んでください")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.active()  # type: ignore[attr-defined]
        self.order_fields(["organisation"])


class MeetingForm(PortalForm):
    title = NameField(label=_("名前"), help_text=_("例）第3回 プラットフォーム会議"), attrs=_OFF)
    starts_at = moment_field(_("開始"))
    ends_at = moment_field(_("終了"))
    place = NameField(label=_("場所"), required=False, max_length=200, attrs=_OFF)
    online_url = WebAddressField(
        label=_("オンラインのアドレス"),
        required=False,
        max_length=500,
        help_text=_("プラットフォームの団体の人だけに見えます。"),
    )
    agenda = TextField(label=_("議題"), required=False, max_length=4000, rows=8)
    seen_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, meeting: Meeting | None = None, **kwargs: Any) -> None:
        initial = {}
        if meeting is not None:
            initial = {name: getattr(meeting, name) for name in self.base_fields if hasattr(meeting, name)}
            initial["seen_revision"] = meeting.revision
        super().__init__(data, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, message in (
            ("starts_at", _("開始の日付と時刻を入力してください。")),
            ("ends_at", _("終了の日付と時刻を入力してください。")),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("終了は、開始より後にしてください。"))
        if not data.get("place") and not data.get("online_url") and "online_url" not in self.errors:
            self.add_error("place", _("場所か、オンラインのアドレスを入力してください。"))
        return data

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen_revision"}

    def say_both(self, current: Meeting) -> None:
        """A colleague was first: each field that differs says what is stored, and pressing again saves."""
        for name, value in self.values().items():
            if getattr(current, name) != value:
                params = {"stored": shown(self.fields[name], getattr(current, name))}
                text = _("いま保存されている内容：%(stored)s")
                self.add_error(name, forms.ValidationError(text, params=params))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen_revision"] = str(current.revision)
        self.data = data


class CancelForm(PortalForm):
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(
        label=_("中止の理由"), max_length=300, rows=2, help_text=_("お知らせした人に、このまま伝わります。")
    )


class PaperForm(PortalForm):
    title = NameField(label=_("資料の名前"), help_text=_("例）資料1 困りごとのまとめ"), attrs=_OFF)
    file = forms.FileField(
        label=_("ファイル"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF、Word、Excel、PowerPoint、PNG、JPEG。20MBまで。"),
    )


class MinutesForm(PortalForm):
    seen_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = TextField(label=_("議事録"), max_length=20000, rows=16, required=False)
