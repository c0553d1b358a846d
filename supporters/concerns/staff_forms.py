"""What staff fill in about a worry."""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.casework import StepForm
from portal.ui.fields import NameField, TextField
from portal.ui.forms import PortalForm
from supporters.concerns.forms import WriteForm
from supporters.models import Concern

_OFF = {"autocomplete": "off"}


class NoteForm(PortalForm):
    text = TextField(
        label=_("メモを書き足す"),
        max_length=1000,
        rows=3,
        help_text=_("職員だけが読みます。お名前は書きません。"),
    )


class AnswerForm(StepForm):
    text = TextField(
        label=_("返事"),
        max_length=2000,
        rows=8,
        help_text=_(
            "このまま、知らせてくださった人が読みます。気になる人のお名前や、詳しい事情は書きません。"
        ),
    )
    told = forms.BooleanField(
        label=_("もう伝えた"),
        required=False,
        help_text=_("電話や窓口で話したとき。お知らせは送りません。"),
    )


class SpokeForm(StepForm):
    """Nowhere to write what was said: that is not kept."""

    handed_to = NameField(
        label=_("引き継ぎ先"),
        required=False,
        help_text=_("例）見本地域包括支援センター。引き継がないときは空欄のまま。"),
        attrs=_OFF,
    )
    reference = NameField(
        label=_("引き継ぎ先の番号"), required=False, help_text=_("相手の受付番号や記録の番号"), attrs=_OFF
    )


class HandOverForm(SpokeForm):
    handed_to = NameField(label=_("引き継ぎ先"), help_text=_("例）見本地域包括支援センター"), attrs=_OFF)


class WaitForm(StepForm):
    text = TextField(
        label=_("何を待つか"), max_length=500, rows=3, help_text=_("例）包括支援センターの訪問の結果を待つ")
    )


class CloseForm(StepForm):
    outcome = forms.ChoiceField(
        label=_("どうなりましたか"), choices=Concern.Outcome.choices, widget=forms.RadioSelect
    )
    text = TextField(
        label=_("ひとこと"), required=False, max_length=500, rows=2, help_text=_("職員だけが読みます。")
    )


class AssignForm(StepForm):
    owner: Any = forms.ModelChoiceField(
        label=_("担当"), queryset=None, required=False, empty_label=_("決めない")
    )
    stand_in: Any = forms.ModelChoiceField(
        label=_("担当の代わり"),
        queryset=None,
        required=False,
        empty_label=_("決めない"),
        help_text=_("休みのときなどに代わる人。いつでも同じことができます。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner", "stand_in"):
            self.fields[name].queryset = colleagues()  # type: ignore[attr-defined]


def colleagues() -> QuerySet[User]:
    """Who in the office may look after worries."""
    right = Permission.objects.filter(content_type__app_label="supporters", codename="change_concern")
    may = Q(is_superuser=True) | Q(user_permissions__in=right) | Q(groups__permissions__in=right)
    return User.objects.filter(may, is_active=True, is_staff=True).distinct().order_by("name", "pk")


class EntryForm(WriteForm):
    """Somebody telephones, faxes, writes or stands at the counter: the same questions in the same words."""

    field_order = ("channel", *WriteForm.field_order, "keep_names", "submission_key")

    channel = forms.ChoiceField(
        label=_("受付の方法"),
        choices=[choice for choice in Booking.Channel.choices if choice[0] != Booking.Channel.WEB],
        initial=Booking.Channel.PHONE,
        widget=forms.RadioSelect,
    )
    keep_names = forms.BooleanField(
        label=_("お名前や住所があるまま受け付ける"), required=False, widget=forms.HiddenInput
    )
    submission_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and self.identifying and not data.get("keep_names"):
            self.fields["keep_names"].widget = forms.CheckboxInput()
            self.add_error(
                "keep_names",
                _(
                    "お名前や住所が入っているようです：%(parts)s。消すか、このままでよければ印をつけてください。"
                )
                % {"parts": "、".join(self.identifying)},
            )
        return data
