"""The registry on paper and as a file: what the list shows, with its search and filters."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.accounts.staff.mark import confirmed_lately
from portal.documents.imprint import office_lines
from portal.office.models import Office
from portal.people.care import has_open
from portal.ui.numbers import format_postal_code, format_telephone
from portal.ui.workbooks import XLSX, safe_cell, text_workbook
from supporters.admin.pages import get_supporter, page, staff_may
from supporters.me.export import data_of
from supporters.models import RegistryExport, Supporter

_SHOWN = 10
# More on one paper is the registry itself, which managers take out.
_PRINTED = 200


@require_safe
@staff_may("view_supporter")
def print_list(request: HttpRequest) -> HttpResponse:
    """Number, name, telephone and state of everybody whom the list shows; no address. So much as somebody works
    with is for everybody of the office, the whole registry for who may export it."""
    supporters = _shown_in_list(request)
    if not request.user.has_perm("supporters.export_registry") and supporters.count() > _PRINTED:
        text = _(
            "一度に印刷できるのは%(most)d人までです。地区や状態でしぼってください。全部が要るときは、管理者に頼んでください。"
        )
        messages.warning(request, text % {"most": _PRINTED})
        return redirect(reverse("admin:supporters_supporter_changelist", query=request.GET))
    return page(
        request,
        "print.html",
        _("つながりサポーター名簿"),
        supporters=supporters,
        made_at=timezone.now(),
        query=request.GET.urlencode(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("export_registry")
@confirmed_lately
def export(request: HttpRequest) -> HttpResponse:
    """The file, made by a press and on record: a whole registry is more than anybody looks up."""
    supporters = _shown_in_list(request)
    if request.method == "POST":
        rows = [_header(), *([safe_cell(cell) for cell in _row(supporter)] for supporter in supporters)]
        RegistryExport.objects.create(by=acting_user(request), rows=len(rows) - 1)
        response = HttpResponse(text_workbook(rows, _("名簿")), content_type=XLSX)
        day = timezone.localdate().strftime("%Y%m%d")
        response["Content-Disposition"] = f'attachment; filename="supporters-{day}.xlsx"'
        return response
    return page(
        request,
        "export.html",
        _("名簿をExcelに書き出す"),
        count=supporters.count(),
        query=request.GET.urlencode(),
        exports=RegistryExport.objects.select_related("by")[:_SHOWN],
    )


@never_cache
@require_safe
@staff_may("view_supporter")
def own_data(request: HttpRequest, pk: int) -> HttpResponse:
    """What the own page shows, to be printed and posted to somebody without e-mail. Whose address is hidden gets
    it from who has opened the record."""
    supporter = get_supporter(pk)
    is_hidden = supporter.person.handle_with_care and not has_open(request.user, supporter.person)
    return page(
        request,
        "own_data.html",
        _("登録内容の控え"),
        supporter=supporter,
        parts={} if is_hidden else data_of(supporter.person),
        is_hidden=is_hidden,
        office_lines=office_lines(Office.objects.current()),
    )


def _shown_in_list(request: HttpRequest) -> QuerySet[Supporter]:
    """What the list would show with this query, all pages of it."""
    registry: Any = admin.site._registry[Supporter]
    try:
        shown = registry.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters as error:
        raise Http404 from error
    return shown.select_related("person__district", "registered_by")


def _header() -> list[str]:
    return [
        _("登録番号"),
        _("お名前"),
        _("ふりがな"),
        _("状態"),
        _("いまの状態になった日"),
        _("登録日"),
        _("所属"),
        _("年代"),
        _("連絡の方法"),
        _("電話"),
        _("FAX"),
        _("メール"),
        _("郵便番号"),
        _("住所"),
        _("地区"),
        # Whoever holds the file must know, whatever else it leaves out.
        _("取扱注意"),
        _("今後連絡しない"),
    ]


def _row(supporter: Supporter) -> list[str]:
    person = supporter.person
    ways = person.ways
    return [
        supporter.number,
        person.name,
        person.kana,
        str(supporter.get_state_display()),
        supporter.state_since.strftime("%Y/%m/%d") if supporter.state_since else "",
        supporter.registered_on.strftime("%Y/%m/%d"),
        supporter.affiliation,
        str(supporter.get_age_band_display()),
        str(person.get_contact_wish_display()),
        format_telephone(ways.telephone),
        format_telephone(ways.fax),
        ways.email,
        format_postal_code(ways.postal_code),
        ways.address,
        str(ways.district or ""),
        _("取扱注意") if ways.is_hidden else "",
        "" if person.may_be_contacted else _("今後連絡しない"),
    ]
