"""取扱注意の人の連絡先を開く: a reason first, then half an hour, on record."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.admin_back import back
from portal.errors import PortalError
from portal.people.actions import open_record
from portal.people.admin.pages import ReasonForm, page, person_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("people.view_person", raise_exception=True)
@permission_required("people.open_sensitive", raise_exception=True)
def open_ways(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_404(pk)
    if not person.handle_with_care:
        return redirect("admin:desk_person", pk)
    form = ReasonForm(
        request.POST if request.method == "POST" else None, initial={"next": request.GET.get("next", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            open_record(person=person, by=acting_user(request), reason=form.cleaned_data["reason"])
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("30分のあいだ、この人の連絡先を開きました。閲覧の記録に残りました。"))
            return back(request, "admin:desk_person", pk)
    records = person.care_accesses.select_related("by")[:20]
    return page(request, "open.html", _("連絡先を開く"), person, form=form, records=records)
