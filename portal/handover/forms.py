from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.ui.forms import PortalForm


class _Colleague(forms.ModelChoiceField):
    """Staff who work now, but for one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **kwargs)

    def leave_out(self, user: User) -> None:
        working = User.objects.working_on(timezone.localdate()).exclude(pk=user.pk)
        self.queryset = working.order_by("name", "pk")

    def label_from_instance(self, obj: Any) -> str:
        return obj.name or obj.email


class LeavingForm(PortalForm):
    last_day = forms.DateField(
        label=_("最終日"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("この日が終わると、アカウントは自動で閉じます。決まっていなければ空欄のままにします。"),
    )
    stand_in = _Colleague(
        label=_("代理"),
        required=False,
        empty_label=_("決めない"),
        help_text=_("いないときに代わりに仕事をする人。担当しているものの一覧を、いつでも見られます。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"last_day": user.last_day, "stand_in": user.stand_in_id})
        super().__init__(*args, **kwargs)
        colleague = self.fields["stand_in"]
        assert isinstance(colleague, _Colleague)
        colleague.leave_out(user)


class HandOverForm(PortalForm):
    successor = _Colleague(label=_("新しい担当"), empty_label=_("選んでください"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"successor": user.stand_in_id})
        super().__init__(*args, **kwargs)
        colleague = self.fields["successor"]
        assert isinstance(colleague, _Colleague)
        colleague.leave_out(user)
