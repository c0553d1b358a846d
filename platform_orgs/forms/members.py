from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from platform_orgs.models import Role
from portal.people.models import Person
from portal.ui.fields import EmailField, KanaField, NameField
from portal.ui.forms import PortalForm

ROLE_HELP = _(
    "「編集する人」は、団体のページを直したり、困りごとに回答したりします。"
    "「代表の担当者」は、そのほかに、人を招待したり外したりできます。"
)


class InviteForm(PortalForm):
    """Whom a manager asks to help."""

    name = NameField(label=_("お名前"))
    kana = KanaField(label=_("ふりがな"), required=False)
    email = EmailField(label=_("メールアドレス"), max_length=254, help_text=_("ここに招待を送ります。"))
    role = forms.ChoiceField(
        label=_("役割"),
        choices=Role.choices,
        initial=Role.EDITOR,
        widget=forms.RadioSelect,
        help_text=ROLE_HELP,
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("name", "kana", "email", "role", Submit("invite", _("招待を送る")))
        return helper

    def to_person(self) -> Person:
        data = self.cleaned_data
        return Person(name=data["name"], kana=data["kana"], email=data["email"])


class InvitationAddressForm(PortalForm):
    """The address of somebody who holds a printed invitation."""

    email = EmailField(label=_("メールアドレス"), max_length=254)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("email", Submit("send", _("このアドレスに案内を送る")))
        return helper
