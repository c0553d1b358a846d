"""The organisations of the public directory as open data: what their pages show to everybody, without the names of
people on them (those gave their names to a page, not to a file that anybody may keep)."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from platform_orgs import contents
from platform_orgs.models import Organisation, Profile, Resource, Visibility
from portal.bookings.calendars import calendar_host
from portal.office.models import Office
from portal.opendata.tables import Column
from portal.ui.numbers import format_telephone

_NAMES_OF_PEOPLE = ("representative", "contact_name")


@dataclass(frozen=True)
class Row:
    organisation: Organisation
    page: Profile
    # The contacts that everybody may read.
    contacts: dict[str, str]
    areas: Sequence[str]
    resources: Sequence[Resource]
    office: Office


def rows() -> list[Row]:
    """The public directory in its order. Four queries."""
    public = Prefetch("resources", queryset=Resource.objects.public(), to_attr="public_resources")
    found = list(Organisation.objects.listed().select_related("published").prefetch_related(public))
    pages = [organisation.published for organisation in found]
    districts = contents.district_names(pk for page in pages if page for pk in page.districts)
    office = Office.objects.current()
    return [
        Row(
            organisation,
            page,
            _public_contacts(page),
            [districts[pk] for pk in page.districts if pk in districts],
            organisation.public_resources,
            office,
        )
        for organisation, page in zip(found, pages, strict=True)
        if page is not None
    ]


def _public_contacts(page: Profile) -> dict[str, str]:
    contacts = page.contacts_for(Visibility.PUBLIC)
    return {name: value for name, value in contacts.items() if name not in _NAMES_OF_PEOPLE}


def identifier(row: Row, part: str = "") -> str:
    """The same for ever, whatever the organisation calls itself."""
    name = "/".join(filter(None, ("organisation", str(row.organisation.pk), part)))
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"tag:{calendar_host()},2026:{name}"))


def _contact(name: str) -> Callable[[Row], str]:
    return lambda row: row.contacts.get(name, "")


def _number(name: str) -> Callable[[Row], str]:
    return lambda row: format_telephone(row.contacts.get(name, ""))


def _page_url(row: Row) -> str:
    return settings.SITE_URL + reverse("platform_orgs:detail", args=[row.organisation.slug])


def _confirmed_on(row: Row) -> str:
    if row.organisation.confirmed_on:
        return row.organisation.confirmed_on.isoformat()
    return f"{row.page.decided_at:%Y-%m-%d}" if row.page.decided_at else ""


VALUES: dict[str, Callable[[Row], str]] = {
    "city_code": lambda row: row.office.city_code,
    "city": lambda row: row.office.city_name,
    "id": identifier,
    "name": lambda row: row.page.name,
    "kana": lambda row: row.page.kana,
    "kind": lambda row: str(row.page.get_kind_display()),
    "fields_of_work": lambda row: ";".join(row.page.fields_shown()),
    "areas": lambda row: ";".join(row.areas) or _("市全域"),
    "appeal": lambda row: row.page.appeal,
    "about": lambda row: row.page.about,
    "hours": lambda row: row.page.hours,
    "resources": lambda row: ";".join(resource.title for resource in row.resources),
    "telephone": _number("telephone"),
    "fax": _number("fax"),
    "email": _contact("email"),
    "address": _contact("address"),
    "website": _contact("website"),
    "social": _contact("social"),
    "page": _page_url,
    "confirmed_on": _confirmed_on,
}

COLUMNS = (
    Column("全国地方公共団体コード", "city_code", gettext_lazy("このサイトを運営する市町村の6桁のコード。")),
    Column("ID", "id", gettext_lazy("団体ごとのUUID。団体の名前が変わっても同じで、JSONのidと同じです。")),
    Column("地方公共団体名", "city", gettext_lazy("このサイトを運営する市町村。")),
    Column("団体名", "name", gettext_lazy("団体の名前。")),
    Column("団体名_カナ", "kana", gettext_lazy("団体のふりがな。")),
    Column("団体の種類", "kind", gettext_lazy("NPO法人、企業・団体など。")),
    Column("活動の分野", "fields_of_work", gettext_lazy("3つまで。「;」で区切ります。")),
    Column("活動する地区", "areas", gettext_lazy("「;」で区切ります。決めていない団体は「市全域」です。")),
    Column("ひとことで言うと", "appeal", gettext_lazy("団体の紹介。")),
    Column("活動の内容", "about", gettext_lazy("団体が書いた説明。")),
    Column("開いている日と時間", "hours", gettext_lazy("団体が書いた文。")),
    Column("できること", "resources", gettext_lazy("だれでも見られる強み・リソース。「;」で区切ります。")),
    Column("電話番号", "telephone", gettext_lazy("半角の数字と「-」。")),
    Column("FAX番号", "fax", gettext_lazy("半角の数字と「-」。")),
    Column("メールアドレス", "email", gettext_lazy("団体の連絡先。")),
    Column("所在地", "address", gettext_lazy("団体が書いた住所。")),
    Column("Webサイト", "website", gettext_lazy("団体のサイト。")),
    Column("SNSのページ", "social", gettext_lazy("団体のSNS。")),
    Column("URL", "page", gettext_lazy("このサイトのページ。")),
    Column(
        "内容を確かめた日",
        "confirmed_on",
        gettext_lazy("YYYY-MM-DD。団体が確かめた日。まだなければ公開した日です。"),
    ),
)

HSDS_VERSION = "3.1"


def as_hsds(row: Row) -> dict[str, Any]:
    """An organization of the Human Services Data Specification, which Open Referral UK uses."""
    organization = {
        "id": identifier(row),
        "name": row.page.name,
        "alternate_name": row.page.kana,
        "description": row.page.about or row.page.appeal or row.page.name,
        "email": row.contacts.get("email", ""),
        "website": row.contacts.get("website", ""),
        "uri": _page_url(row),
        "legal_status": str(row.page.get_kind_display()),
        "phones": _phones(row),
        "locations": _locations(row),
    }
    return {name: value for name, value in organization.items() if value}


def _phones(row: Row) -> list[dict[str, Any]]:
    types = {"telephone": "voice", "fax": "fax"}
    return [
        {
            "id": identifier(row, name),
            "organization_id": identifier(row),
            "number": format_telephone(row.contacts[name]),
            "type": kind,
        }
        for name, kind in types.items()
        if name in row.contacts
    ]


def _locations(row: Row) -> list[dict[str, Any]]:
    if "address" not in row.contacts:
        return []
    # An address is one text here. What the specification wants beside it is said to be unknown.
    address = {
        "id": identifier(row, "address"),
        "location_id": identifier(row, "location"),
        "address_1": row.contacts["address"],
        "city": "",
        "state_province": "",
        "postal_code": "",
        "country": "JP",
        "address_type": "physical",
    }
    location = {
        "id": identifier(row, "location"),
        "location_type": "physical",
        "organization_id": identifier(row),
        "addresses": [address],
    }
    return [location]


def page_of(contents: list[dict[str, Any]]) -> dict[str, Any]:
    """All of them as the one page that the specification's API would give."""
    return {
        "total_items": len(contents),
        "total_pages": 1,
        "page_number": 1,
        "size": len(contents),
        "first_page": True,
        "last_page": True,
        "empty": not contents,
        "contents": contents,
    }
