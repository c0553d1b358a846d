from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import PortalForm


class PeriodForm(PortalForm):
    months = forms.IntegerField(
        label=_("保存する月数"),
        min_value=1,
        max_value=360,
        help_text=_("1年は12、3年は36、5年は60、10年は120"),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("例）文書管理規程 第10条、3年"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class EraseForm(PortalForm):
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("例）本人から書面で消去の求め。お名前は書かないでください"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class DeclineForm(PortalForm):
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("例）電話で本人と話し、登録を続けることになった。お名前は書かないでください"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
