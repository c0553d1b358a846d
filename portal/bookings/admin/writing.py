"""Writing to everybody of a roster who is in a chosen state: write, see exactly what goes out, send."""

import hashlib
import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import page, posted, staff_may
from portal.bookings.admin.occasion_pages import FORM_METHODS, get_occasion
from portal.bookings.admin.telling import ways_of
from portal.bookings.models import Booking, Occasion, RosterMessage
from portal.bookings.notices import notice_text, placeholders, unknown_placeholders
from portal.correspondence.kinds import one_line
from portal.correspondence.masking import mask_links
from portal.errors import PortalError
from portal.office.models import Office
from portal.ui.forms import PortalForm, say_what_to_do

Status = Booking.Status


class WriteForm(PortalForm):
    statuses = forms.MultipleChoiceField(
        label=gettext_lazy("だれに"),
        choices=[choice for choice in Status.choices if choice[0] != Status.CANCELLED],
        initial=[Status.CONFIRMED],
        widget=forms.CheckboxSelectMultiple,
    )
    attended = forms.ChoiceField(
        label=gettext_lazy("出欠"),
        choices=RosterMessage.Attended.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("出席した人・しなかった人だけに書くのは、席が決まった人のときです。"),
    )
    place_kind = forms.TypedChoiceField(
        label=gettext_lazy("参加のしかた"), coerce=int, empty_value=None, required=False
    )
    subject = forms.CharField(
        label=gettext_lazy("件名"),
        max_length=100,
        initial=gettext_lazy("事務局からのお知らせ"),
        help_text=gettext_lazy("家族などの目に触れても困らない言葉で。"),
    )
    text = forms.CharField(
        label=gettext_lazy("本文"), max_length=3000, widget=forms.Textarea(attrs={"rows": 10})
    )
    # Of this form, so that pressing twice sends once.
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, occasion: Occasion, data: Any) -> None:
        super().__init__(data, initial={"key": secrets.token_urlsafe(24)})
        self.occasion = occasion
        kinds = list(occasion.place_kinds.all())
        if len(kinds) > 1:
            choices = [("", _("全部")), *((str(kind.pk), str(kind)) for kind in kinds)]
            self.fields["place_kind"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["place_kind"]
        known = "　".join(f"{{{name}}}" for name in placeholders(occasion.kind))
        self.fields["text"].help_text = _(
            "宛名（○○ 様）と、日時・場所・受付番号は、いつも入ります。次の言葉は、その人のものに変わります：%(known)s"
        ) % {"known": known}
        say_what_to_do(self.fields["statuses"])

    def clean_subject(self) -> str:
        return self._known(one_line(self.cleaned_data["subject"]))

    def clean_text(self) -> str:
        return self._known(self.cleaned_data["text"].replace("\r\n", "\n"))

    def _known(self, text: str) -> str:
        if unknown := unknown_placeholders(text):
            raise forms.ValidationError(
                _("%(unknown)s は使えません。使えるのは %(known)s です。")
                % {
                    "unknown": "、".join(dict.fromkeys(unknown)),
                    "known": "、".join(f"{{{name}}}" for name in placeholders(self.occasion.kind)),
                }
            )
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("attended") and data.get("statuses", [Status.CONFIRMED]) != [Status.CONFIRMED]:
            self.add_error("attended", _("出欠で選ぶときは、「参加決定」だけに印をつけてください。"))
        return data

    def audience(self) -> actions.Audience:
        data = self.cleaned_data
        return actions.Audience(tuple(data["statuses"]), data["attended"], data.get("place_kind"))


@require_http_methods(FORM_METHODS)
@staff_may("add_rostermessage")
def write(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    form = WriteForm(occasion, posted(request))
    preview = None
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        if "send" in request.POST and (sent := _send(request, occasion, form)):
            text = _("%(count)s組に、それぞれの連絡の方法で知らせます。")
            messages.success(request, text % {"count": sent.count})
            return redirect("admin:bookings_occasion_roster", pk)
        preview = _preview(occasion, form)
    return page(
        request,
        "write.html",
        _("名簿の人に連絡する"),
        occasion=occasion,
        form=form,
        preview=preview,
        sent=occasion.roster_messages.select_related("sent_by", "place_kind"),
    )


def _send(request: HttpRequest, occasion: Occasion, form: WriteForm) -> RosterMessage | None:
    data = form.cleaned_data
    try:
        return actions.send_notice(
            occasion_id=occasion.pk,
            audience=form.audience(),
            subject=data["subject"],
            text=data["text"],
            seen=data["seen"],
            submission_key=_submission_key(occasion, form),
            by=acting_user(request),
        )
    except PortalError as error:
        form.add_error(None, str(error))
    return None


def _submission_key(occasion: Occasion, form: WriteForm) -> str:
    """The same press twice is one message; who goes back, changes a word and sends means another."""
    data = form.cleaned_data
    parts = (occasion.pk, data["key"], form.audience(), data["subject"], data["text"])
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _preview(occasion: Occasion, form: Any) -> dict[str, Any]:
    """Who is told and how, and the text exactly as the first of them gets it; the key to their booking is
    not for staff to open."""
    bookings = list(form.audience().of(occasion).select_related("occasion", "place_kind"))
    form.data = form.data.copy()
    form.data["seen"] = actions.fingerprint(bookings)
    told = ways_of(bookings)
    left_out = {booking.pk for booking in told["left_out"]}
    example = next((booking for booking in bookings if booking.pk not in left_out), None)
    if example is None:
        return {"told": told, "example": None}
    unsent = RosterMessage(subject=form.cleaned_data["subject"], text=form.cleaned_data["text"])
    text = notice_text(unsent, example, Office.objects.current())
    return {
        "told": told,
        "example": example,
        "subject": text.subject,
        "mail": mask_links(text.mail),
        "call": text.call,
        "paper": text.on_paper,
    }
