"""受付: the way to the door's screen, and links for helpers who have no account."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import page, posted, staff_may
from portal.bookings.models import DoorPass, Occasion
from portal.documents.qr import inline_svg
from portal.ui.fields import NameField
from portal.ui.forms import PortalForm


class PassForm(PortalForm):
    label = NameField(
        label=gettext_lazy("どこで使うか"),
        max_length=50,
        help_text=gettext_lazy("例）受付1。だれの端末で記入したかが、この名前で残ります。"),
        attrs={"autocomplete": "off"},
    )

    def __init__(self, occasion: Occasion, *args: object) -> None:
        super().__init__(*args)
        self.occasion = occasion

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if self.occasion.door_passes.filter(label=label, revoked_at__isnull=True).exists():
            raise forms.ValidationError(_("同じ名前の受付用リンクを、もう出しています。"))
        return label


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("view_doorpass")
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a link. It is shown on the answer to that press and never again: only its hash is kept."""
    occasion = get_object_or_404(Occasion.objects.prefetch_related("dates"), pk=pk)
    form = PassForm(occasion, posted(request) if request.user.has_perm("bookings.add_doorpass") else None)
    link = label = ""
    if form.is_valid():
        link, label = _issue(request, occasion, form), form.cleaned_data["label"]
        form = form if not link else PassForm(occasion)
    return page(
        request,
        "door.html",
        _("当日の受付"),
        occasion=occasion,
        form=form,
        link=link,
        label=label,
        qr=inline_svg(link) if link else "",
        passes=occasion.door_passes.select_related("created_by", "revoked_by"),
    )


def _issue(request: HttpRequest, occasion: Occasion, form: PassForm) -> str:
    door_pass = DoorPass(occasion=occasion, label=form.cleaned_data["label"], created_by=acting_user(request))
    try:
        with transaction.atomic():
            door_pass.save()
            token = door_pass.renew_token()
    except IntegrityError:
        form.add_error("label", _("同じ名前の受付用リンクを、もう出しています。"))
        return ""
    return settings.SITE_URL + reverse("door:open", args=[token])


@require_POST
@staff_may("change_doorpass")
def revoke(request: HttpRequest, pk: int, pass_pk: int) -> HttpResponse:
    """止める: from now on nothing opens with it. Pressed twice it is harmless."""
    door_pass = get_object_or_404(DoorPass, pk=pass_pk, occasion=pk)
    DoorPass.objects.filter(pk=door_pass.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by=acting_user(request)
    )
    messages.success(request, _("「%(label)s」の受付用リンクを止めました。") % {"label": door_pass.label})
    return redirect("admin:bookings_occasion_door", pk)
