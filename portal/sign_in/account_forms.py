from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import MANAGER, ROLES, STAFF
from portal.ui.fields import EmailField, NameField
from portal.ui.forms import PortalForm

_MAIN = [
    (STAFF, _("職員：研修・名簿・電話など、ふだんの仕事")),
    (
        MANAGER,
        _("管理者：職員の仕事に加えて、人の記録をまとめる、名簿を書き出す、保存期間、職員のアカウントと役割"),
    ),
]
_NONE = ("", _("なし：どの画面もひらけない"))
_FURTHER = [
    ("気づきの担当", _("気づきの担当：だれが気づきを知らせたかを見る")),
    ("配慮の手配", _("配慮の手配：だれにどんな配慮が要るかを見る")),
    ("取扱注意", _("取扱注意：住所などを隠している人の連絡先を開く")),
]


class RolesForm(PortalForm):
    """One main role, and what somebody may see besides. A role that is declared and not offered here fails a test."""

    main = forms.ChoiceField(
        label=_("役割"), choices=[*_MAIN, _NONE], required=False, widget=forms.RadioSelect
    )
    further = forms.MultipleChoiceField(
        label=_("加える役割"),
        choices=_FURTHER,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("職員のうち、その仕事をする人だけに。管理者には、はじめから入っています。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("further") and not cleaned.get("main") and "main" not in self.errors:
            self.add_error("further", _("加える役割を渡すときは、職員か管理者も選んでください。"))
        return cleaned

    @property
    def roles(self) -> set[str]:
        return {self.cleaned_data["main"], *self.cleaned_data["further"]} - {""}


class ChangeRolesForm(RolesForm):
    # The roles that were on the screen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, has: set[str], **kwargs: Any) -> None:
        main = next((name for name in (MANAGER, STAFF) if name in has), "")
        further = [name for name, _label in _FURTHER if name in has]
        seen = "、".join(sorted(has))
        kwargs.setdefault("initial", {"main": main, "further": further, "seen": seen})
        super().__init__(*args, **kwargs)

    def clean_seen(self) -> set[str]:
        return set(self.cleaned_data["seen"].split("、")) & ROLES.keys()


class AccountForm(RolesForm):
    field_order = ("email", "name", "main", "further")

    email = EmailField(
        label=_("メールアドレス"),
        max_length=254,
        help_text=_("市の職員としてのアドレス。ログインのときに使います。"),
    )
    name = NameField(
        label=_("表示名"), help_text=_("職員どうしで見分けるための名前。例）見本 わかば（福祉課）")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        main = self.fields["main"]
        assert isinstance(main, forms.ChoiceField)
        main.choices = _MAIN
        main.required = True
        main.initial = STAFF
