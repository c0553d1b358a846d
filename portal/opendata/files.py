"""The files of open data: what each is called, what it holds, and how it is made."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from platform_orgs.models import Organisation
from portal.bookings.models import Occasion
from portal.figures.models import ClosedYear
from portal.opendata import events, figures, organisations
from portal.opendata.tables import Column, csv_response, lines

LICENCE = "https://creativecommons.org/licenses/by/4.0/deed.ja"


@dataclass(frozen=True)
class File:
    name: str
    title: str | Promise
    about: str | Promise
    columns: Sequence[Column]
    make: Callable[[], HttpResponse]
    # When its rows last changed; None while there is none.
    changed_at: Callable[[], datetime.datetime | None]

    @property
    def url(self) -> str:
        return settings.SITE_URL + reverse("opendata:file", args=[self.name])

    @property
    def form(self) -> str:
        return self.name.rpartition(".")[2].upper()


def _json(data: dict[str, Any]) -> HttpResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _events_csv() -> HttpResponse:
    return csv_response(lines(events.COLUMNS, events.VALUES, events.rows()))


def _events_json() -> HttpResponse:
    data = {"license": LICENCE, "source": settings.SITE_URL + reverse("opendata:index")}
    return _json({**data, "events": [events.as_gif(row) for row in events.rows()]})


def _organisations_csv() -> HttpResponse:
    return csv_response(lines(organisations.COLUMNS, organisations.VALUES, organisations.rows()))


def _organisations_json() -> HttpResponse:
    return _json(organisations.page_of([organisations.as_hsds(row) for row in organisations.rows()]))


def _supporters_csv() -> HttpResponse:
    return csv_response(lines(figures.SUPPORTER_COLUMNS, figures.VALUES, figures.supporter_rows()))


def _needs_csv() -> HttpResponse:
    return csv_response(lines(figures.NEED_COLUMNS, figures.VALUES, figures.need_rows()))


def _events_changed() -> datetime.datetime | None:
    return Occasion.objects.listed().aggregate(at=Max("updated_at"))["at"]


def _organisations_changed() -> datetime.datetime | None:
    return Organisation.objects.listed().aggregate(at=Max("published__decided_at"))["at"]


def _years_changed() -> datetime.datetime | None:
    return ClosedYear.objects.in_force().aggregate(at=Max("closed_at"))["at"]


FILES = (
    File(
        "events.csv",
        gettext_lazy("研修・催しの一覧（CSV）"),
        gettext_lazy(
            "研修、シンポジウム、催しの日程です。1行が1つの開催日です。推奨データセット「イベント一覧」の32列です。"
            "中止・延期になったもの、終わったものもふくみます。"
        ),
        events.COLUMNS,
        _events_csv,
        _events_changed,
    ),
    File(
        "events.json",
        gettext_lazy("研修・催しの一覧（JSON）"),
        gettext_lazy(
            "同じ日程を、政府相互運用性フレームワーク（GIF）「イベント」の項目名にしたものです。空の項目は、必須のもののほかは省きます。"
        ),
        (*events.GIF_REQUIRED, *events.GIF_OPTIONAL),
        _events_json,
        _events_changed,
    ),
    File(
        "organisations.csv",
        gettext_lazy("官民連携プラットフォームの団体（CSV）"),
        gettext_lazy(
            "参加している団体のうち、ページを公開している団体です。だれでも見られる項目だけです。代表者と担当者の名前はのせません。"
        ),
        organisations.COLUMNS,
        _organisations_csv,
        _organisations_changed,
    ),
    File(
        "organisations.json",
        gettext_lazy("官民連携プラットフォームの団体（JSON）"),
        gettext_lazy(
            "同じ団体を、Human Services Data Specification（HSDS 3.1、Open Referral UK）の organization の形にしたものです。"
            "所在地は、分けずに address_1 に入れています（市・県・郵便番号は空文字です）。"
        ),
        (),
        _organisations_json,
        _organisations_changed,
    ),
    File(
        "supporters.csv",
        gettext_lazy("つながりサポーターの登録者数（CSV）"),
        gettext_lazy(
            "年度の終わりに登録していた人（お休み中もふくむ）の数を、地区別・年代別にまとめたものです。確定した年度だけです。"
        ),
        figures.SUPPORTER_COLUMNS,
        _supporters_csv,
        _years_changed,
    ),
    File(
        "needs.csv",
        gettext_lazy("困りごとの件数（CSV）"),
        gettext_lazy(
            "年度の間に、団体や事務局が官民連携プラットフォームで募集を始めた困りごとの件数を、分類別・地域別にまとめたものです。"
            "確定した年度だけです。内容や、出した団体はのせません。"
        ),
        figures.NEED_COLUMNS,
        _needs_csv,
        _years_changed,
    ),
)


def file_named(name: str) -> File | None:
    return next((file for file in FILES if file.name == name), None)
