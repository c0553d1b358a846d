"""登録する: somebody whom the office knows becomes a supporter, without a roster (on paper, by telephone)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import attempt, posted
from portal.bookings.models import Attendee
from portal.people.models import Person
from portal.ui.fields import NameField
from portal.ui.forms import PortalForm
from supporters import actions
from supporters.admin.pages import page, staff_may
from supporters.models import Supporter
from supporters.models.registry_settings import MAX_NUMBER

FORM_METHODS = ["GET", "HEAD", "POST"]


class RegisterForm(PortalForm):
    registered_on = forms.DateField(
        label=gettext_lazy("登録日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    number = NameField(
        label=gettext_lazy("登録番号"),
        required=False,
        max_length=MAX_NUMBER,
        help_text=gettext_lazy("空欄なら、次の番号をつけます。前からの番号があるときだけ入力します。"),
        attrs={"autocomplete": "off", "class": "size-m"},
    )
    affiliation = NameField(label=gettext_lazy("所属"), required=False, attrs={"autocomplete": "off"})
    age_band = forms.ChoiceField(
        label=gettext_lazy("年代"),
        choices=[("", gettext_lazy("書いていない")), *Attendee.AgeBand.choices],
        required=False,
    )
    tell = forms.BooleanField(
        label=gettext_lazy("登録したことを、本人に知らせる"),
        required=False,
        initial=True,
        help_text=gettext_lazy("登録番号を、その人の連絡の方法で。電話で話しているときは、印を外します。"),
    )

    def clean_registered_on(self) -> Any:
        day = self.cleaned_data["registered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("登録日は、今日までにしてください。"))
        return day


@require_http_methods(FORM_METHODS)
@staff_may("add_supporter")
def register_person(request: HttpRequest, person_pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_pk, merged_into=None, is_contact_only=False)
    known = Supporter.objects.filter(person=person).first()
    if known is not None:
        messages.info(request, _("この人は登録番号 %(number)s の人です。") % {"number": known.number})
        return redirect("admin:supporters_supporter_change", known.pk)
    form = RegisterForm(posted(request), initial={"registered_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, actions.register, person_id=person.pk, by=acting_user(request), **form.cleaned_data
        )
        if done is not None:
            text = _("登録しました。登録番号は %(number)s です。") % {"number": done.supporter.number}
            messages.success(request, text)
            return redirect("admin:desk_person", person.pk)
    return page(request, "register.html", _("つながりサポーターに登録する"), person=person, form=form)
