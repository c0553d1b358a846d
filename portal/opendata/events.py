"""Trainings and events as open data, one row for each date: the 推奨データセット イベント一覧 and the event of 政府相互運用性
フレームワーク (GIF, DS-43C).

Both are declared column tables: a newer header is a change of the table, not of code.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.addresses import occasion_path
from portal.bookings.models import Accommodation, Occasion, OccasionDate, PlaceKind
from portal.bookings.offers import application_closes_at
from portal.bookings.schedule import Day, schedule_of
from portal.office.models import Office
from portal.opendata.tables import Column
from portal.ui.numbers import format_telephone


@dataclass(frozen=True)
class Row:
    """One date as it is published."""

    occasion: Occasion
    date: OccasionDate
    day: Day
    office: Office
    now: datetime.datetime


def rows() -> Iterator[Row]:
    """Every date of every listed occasion, the earliest first. Five queries."""
    office, now = Office.objects.current(), timezone.now()
    found = [
        Row(occasion, day.date, day, office, now)
        for occasion in Occasion.objects.listed().prefetch_related("dates__changes", "place_kinds")
        for day in schedule_of(occasion)
    ]
    yield from sorted(found, key=lambda row: (row.date.starts_at, row.date.pk))


# --- values -------------------------------------------------------------------------------------------------------


def _moment(show: str, read: Callable[[Row], datetime.datetime | None]) -> Callable[[Row], str]:
    def value(row: Row) -> str:
        moment = read(row)
        return timezone.localtime(moment).strftime(show) if moment else ""

    return value


_DATE, _TIME = "%Y-%m-%d", "%H:%M"


def _starts_at(row: Row) -> datetime.datetime | None:
    """None while no new day is known; what was called off keeps the day on which it would have been."""
    if row.day.period is None and row.date.off != OccasionDate.Off.CANCELLED:
        return None
    return row.date.starts_at


def _ends_at(row: Row) -> datetime.datetime | None:
    return row.date.ends_at if _starts_at(row) else None


def _closes_at(row: Row) -> datetime.datetime | None:
    return application_closes_at(row.occasion) if row.occasion.apply_by != Occasion.ApplyBy.NONE else None


def _number(row: Row) -> str:
    return f"{row.date.pk:010d}"


def _state(row: Row) -> str:
    if row.occasion.state == Occasion.State.CANCELLED or row.date.off == OccasionDate.Off.CANCELLED:
        return _("中止")
    if row.day.period is None:
        return _("延期（日程未定）")
    return _("終了") if row.date.ends_at < row.now else _("開催予定")


def _day_note(row: Row) -> str:
    """That the day is off or has moved, and what was announced before."""
    off = {_("中止"), _("延期（日程未定）")} & {_state(row)}
    former = [
        _("変更前：%(day)s") % {"day": f"{timezone.localtime(start):%Y-%m-%d %H:%M}"}
        for start, _end in row.day.former
    ]
    return "。".join([*off, *(former if _state(row) != _("中止") else [])])


def _capacity(row: Row) -> str:
    capacities = [place.capacity for place in row.occasion.place_kinds.all()]
    return str(sum(capacities)) if capacities else ""


def _capacity_note(row: Row) -> str:
    places = row.occasion.place_kinds.all()
    return "；".join(
        _("%(place)s %(capacity)d人") % {"place": p, "capacity": p.capacity}
        for p in places
        if len(places) > 1
    )


def _holding(row: Row) -> str:
    kinds = {place.kind for place in row.occasion.place_kinds.all()}
    if PlaceKind.Kind.ONLINE not in kinds:
        return _("現地開催のみ")
    return _("オンライン") if kinds == {PlaceKind.Kind.ONLINE} else _("ハイブリッド")


def _fee_status(row: Row) -> str:
    fee = row.occasion.fee
    return "" if not fee else _("無料") if fee.startswith(_("無料")) else _("有料")


def _accommodations(row: Row) -> str:
    labels = [str(Accommodation(code).label) for code in row.occasion.accommodations]
    return ";".join(filter(None, [*labels, row.occasion.interpreter_note]))


def _office_name(row: Row) -> str:
    return " ".join(filter(None, (row.office.city_name, row.office.name)))


def _telephone(row: Row) -> str:
    return format_telephone(row.office.telephone)


def _page(row: Row) -> str:
    return settings.SITE_URL + occasion_path(row.occasion)


def _application_page(row: Row) -> str:
    if row.occasion.apply_by == Occasion.ApplyBy.OUTSIDE:
        return row.occasion.apply_url
    is_here = row.occasion.apply_by == Occasion.ApplyBy.HERE
    return settings.SITE_URL + occasion_path(row.occasion, "apply") if is_here else ""


VALUES: dict[str, Callable[[Row], str]] = {
    "city_code": lambda row: row.office.city_code,
    "prefecture": lambda row: row.office.prefecture_name,
    "city": lambda row: row.office.city_name,
    "number": _number,
    "id": lambda row: "-".join(filter(None, (row.office.city_code, _number(row)))),
    "title": lambda row: row.occasion.title,
    "title_kana": lambda row: row.occasion.title_kana,
    "kind": lambda row: str(row.occasion.get_kind_display()),
    "summary": lambda row: row.occasion.summary,
    "description": lambda row: row.occasion.description or row.occasion.summary or row.occasion.title,
    "state": _state,
    "start_date": _moment(_DATE, _starts_at),
    "start_time": _moment(_TIME, _starts_at),
    "end_date": _moment(_DATE, _ends_at),
    "end_time": _moment(_TIME, _ends_at),
    "day_note": _day_note,
    "fee": lambda row: row.occasion.fee,
    "fee_status": _fee_status,
    "contact_name": _office_name,
    "contact_telephone": _telephone,
    "contact": lambda row: ";".join(filter(None, (_office_name(row), _telephone(row), row.office.email))),
    "organiser": lambda row: row.occasion.organiser or _office_name(row),
    "venue": lambda row: row.date.venue_name,
    "venue_address": lambda row: row.date.venue_address,
    "access": lambda row: row.date.access_note,
    "holding": _holding,
    "audience": lambda row: row.occasion.audience or str(row.occasion.get_eligibility_display()),
    "capacity": _capacity,
    "capacity_note": _capacity_note,
    "opens_date": _moment(_DATE, lambda row: row.occasion.opens_at),
    "opens_time": _moment(_TIME, lambda row: row.occasion.opens_at),
    "closes_date": _moment(_DATE, _closes_at),
    "closes_time": _moment(_TIME, _closes_at),
    "how_to_apply": lambda row: str(row.occasion.get_apply_by_display()),
    "page": _page,
    "application_page": _application_page,
    "accommodations": _accommodations,
    "childcare": lambda row: _("託児あり") if Accommodation.CHILDCARE in row.occasion.accommodations else "",
    "remarks": lambda row: row.occasion.state_note or row.date.off_note,
}

# --- the tables ---------------------------------------------------------------------------------------------------

_EMPTY = gettext_lazy("空欄です（つながりポータルでは入力していません）。")
# A venue is two lines of text at each date: there is nothing that a position, typed anew each time, would belong to.
_NO_PLACE = gettext_lazy("空欄です。会場の場所は「住所」にあります。")

# 推奨データセット イベント一覧, in its order.
COLUMNS = (
    Column("都道府県コード又は市区町村コード", "city_code", gettext_lazy("全国地方公共団体コード（6桁）。")),
    Column("NO", "number", gettext_lazy("開催日ごとの番号（10桁）。日程や名前が変わっても同じです。")),
    Column("都道府県名", "prefecture", gettext_lazy("このサイトを運営する市町村の都道府県。")),
    Column("市区町村名", "city", gettext_lazy("このサイトを運営する市町村。")),
    Column("イベント名", "title", gettext_lazy("研修・催しの名前。")),
    Column(
        "イベント名_カナ",
        "title_kana",
        gettext_lazy("名前の読み（全角カタカナ）。決めていないものは空欄です。"),
    ),
    Column("イベント名_英語", "", _EMPTY),
    Column("開始日", "start_date", gettext_lazy("YYYY-MM-DD。延期で日程が決まっていない間は空欄です。")),
    Column("終了日", "end_date", gettext_lazy("YYYY-MM-DD。")),
    Column("開始時間", "start_time", gettext_lazy("HH:MM（24時間）。")),
    Column("終了時間", "end_time", gettext_lazy("HH:MM（24時間）。")),
    Column("開始日時特記事項", "day_note", gettext_lazy("中止・延期と、変更前の日時。")),
    Column("説明", "description", gettext_lazy("内容。なければ、ひとこと紹介か名前です。")),
    Column("料金(基本)", "fee", gettext_lazy("例）無料。")),
    Column("料金(詳細)", "", _EMPTY),
    Column("連絡先名称", "contact_name", gettext_lazy("問い合わせ先の部署。")),
    Column("連絡先電話番号", "contact_telephone", gettext_lazy("市外局番から。半角の数字と「-」。")),
    Column("連絡先内線番号", "", _EMPTY),
    Column("主催者", "organiser", gettext_lazy("主催の団体。")),
    Column("場所名称", "venue", gettext_lazy("会場の名前。")),
    Column("住所", "venue_address", gettext_lazy("会場の住所。")),
    Column("方書", "", _EMPTY),
    Column("緯度", "", _NO_PLACE),
    Column("経度", "", _NO_PLACE),
    Column("アクセス方法", "access", gettext_lazy("行き方・駐車場。")),
    Column("駐車場情報", "", gettext_lazy("空欄です。駐車場のことは「アクセス方法」にあります。")),
    Column("定員", "capacity", gettext_lazy("会場とオンラインなどの合計（人）。")),
    Column("参加申込終了日", "closes_date", gettext_lazy("YYYY-MM-DD。申込のいらないものは空欄です。")),
    Column("参加申込終了時間", "closes_time", gettext_lazy("HH:MM（24時間）。")),
    Column("参加申込方法", "how_to_apply", gettext_lazy("申し込む方法。")),
    Column("URL", "page", gettext_lazy("このサイトのページ。")),
    Column("備考", "remarks", gettext_lazy("中止・延期の理由。")),
)

# GIF イベント: what the definition requires is always there, what is empty otherwise is left out.
GIF_REQUIRED = (
    Column("id", "id", gettext_lazy("ID。全国地方公共団体コードと、CSVのNO。")),
    Column("eventName", "title", gettext_lazy("イベント名。")),
    Column("description", "description", gettext_lazy("説明。")),
    Column("eventType", "kind", gettext_lazy("イベント種類。研修、または催し。")),
    Column("webinarStatus", "holding", gettext_lazy("Web開催。現地開催のみ、オンライン、ハイブリッド。")),
    Column("organizer", "organiser", gettext_lazy("主催団体。")),
    Column("targetPerson", "audience", gettext_lazy("対象者。")),
    Column(
        "feeStatus", "fee_status", gettext_lazy("料金有無。無料、または有料。決まっていなければ空文字です。")
    ),
    Column(
        "contactPointInformation",
        "contact",
        gettext_lazy("連絡先情報。名前、電話番号、メールアドレスを「;」で区切ります。"),
    ),
)
GIF_OPTIONAL = (
    Column("abstract", "summary", gettext_lazy("概要（ひとこと紹介）。")),
    Column("eventUrl", "page", gettext_lazy("イベントURL（このサイトのページ）。")),
    Column("status", "state", gettext_lazy("状態。開催予定、延期（日程未定）、中止、終了。")),
    Column(
        "dateOfStart",
        "start_date",
        gettext_lazy("開始日（YYYY-MM-DD）。延期で日程が決まっていない間はありません。"),
    ),
    Column("dateOfEnd", "end_date", gettext_lazy("終了日（YYYY-MM-DD）。")),
    Column("startTime", "start_time", gettext_lazy("開始時刻（HH:MM）。")),
    Column("endTime", "end_time", gettext_lazy("終了時刻（HH:MM）。")),
    Column("dateTimeDescription", "day_note", gettext_lazy("日時説明。中止・延期と、変更前の日時。")),
    Column("venueFacility", "venue", gettext_lazy("開催施設。")),
    Column("locationAddress", "venue_address", gettext_lazy("開催場所住所。")),
    Column("accessMethod", "access", gettext_lazy("アクセス方法。")),
    Column("capacity", "capacity", gettext_lazy("定員（人）。")),
    Column("capacityRemark", "capacity_note", gettext_lazy("定員備考。会場とオンラインなどの内訳。")),
    Column("feeDescription", "fee", gettext_lazy("料金説明。")),
    Column("startDateOfApplication", "opens_date", gettext_lazy("申込開始日（YYYY-MM-DD）。")),
    Column("applicationStartTime", "opens_time", gettext_lazy("申込開始時刻（HH:MM）。")),
    Column("deadlineDateOfApplication", "closes_date", gettext_lazy("申込期限日（YYYY-MM-DD）。")),
    Column("applicationDeadlineTime", "closes_time", gettext_lazy("申込期限時刻（HH:MM）。")),
    Column("applicationMethod", "how_to_apply", gettext_lazy("申込方法。")),
    Column("applicationUrl", "application_page", gettext_lazy("申込URL。")),
    Column(
        "accessibilityInformation",
        "accommodations",
        gettext_lazy("アクセシビリティ情報。用意できる配慮を「;」で区切ります。"),
    ),
    Column("childcareInformation", "childcare", gettext_lazy("子供預かり情報。")),
    Column("holdingCondition", "remarks", gettext_lazy("開催条件。中止・延期の理由。")),
)


def as_gif(row: Row) -> dict[str, Any]:
    required = {column.header: VALUES[column.source](row) for column in GIF_REQUIRED}
    optional = {column.header: VALUES[column.source](row) for column in GIF_OPTIONAL}
    return required | {name: value for name, value in optional.items() if value}
