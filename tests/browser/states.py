"""Every public page in every state: what the checks of all pages walk through.

Each group builds its own small world and returns the visits to make in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from portal.accounts.models import User
from portal.bookings import actions
from portal.bookings.links import booking_token, twin_token
from portal.bookings.models import Booking, Occasion
from portal.office.models import NoticeFile, PostalTown
from supporters.interest import actions as interests
from supporters.interest.links import confirm_url, leave_url
from tests.bookings.seats import apply_for, person
from tests.factories import (
    in_days,
    make_date,
    make_event,
    make_gathering,
    make_helpline,
    make_notice,
    make_place_kind,
    make_programme,
    make_training,
    make_video,
)


@dataclass(frozen=True)
class Visit:
    """A page to look at; ``act`` brings it into the state that is meant."""

    name: str
    path: str
    act: Callable[[Page], None] | None = None

    def make(self, page: Page) -> None:
        page.goto(self.path)
        if self.act:
            self.act(page)


def plain_pages(staff: User) -> list[Visit]:
    make_helpline(
        description="だれでも、なんでも", url="https://example.com/", source_url="https://example.com/"
    )
    make_helpline(
        telephone="",
        fax="0857000009",
        email="sos@example.com",
        hours_note="平日 9時から17時",
        opening="unknown",
    )
    make_gathering(
        description="本があります",
        welcome="どなたでも",
        weeks=[1, 2, 3, 4, 5],
        opens_at=time(9),
        cost="お茶代 100円",
        telephone="0857000001",
        website="https://example.com/" + "a" * 60,
        when="8月は休みます",
    )
    make_training(summary="はじめての方へ")
    make_event(summary="つながるまちを考える")
    _notices()
    paths = {
        "home": "/",
        "help": "/help/",
        "help in writing": "/help/?by=text",
        "about": "/about/",
        "supporters": "/supporters/",
        "choose a training": "/supporters/apply/",
        "interest": "/supporters/interest/",
        "interest mailed": "/supporters/interest/mailed/",
        "interest listed": "/supporters/interest/listed/",
        "organisations": "/orgs/",
        "places to go": "/places/",
        "no such place to go": "/places/?day=0&free=yes",
        "news": "/news/",
        "notice": "/news/current/",
        "notice that is over": "/news/over/",
        "contact": "/contact/",
        "contact form": "/contact/form/",
        "contact thanks": "/contact/thanks/",
        "privacy": "/privacy/",
        "accessibility": "/accessibility/",
        "open data": "/opendata/",
        "search": "/search/",
        "search found": "/search/?q=見本",
        "search in distress": "/search/?q=きえたい",
        "search found nothing": "/search/?q=" + "ぬ" * 120,
        "not found": "/no-such-page/",
    }
    return [
        *(Visit(name, path) for name, path in paths.items()),
        Visit("contact form with errors", "/contact/form/", lambda page: press(page, "送る")),
        Visit(
            "interest with errors", "/supporters/interest/", lambda page: press(page, "お知らせを申し込む")
        ),
        *_interest(),
        Visit("menu open", "/", _open_menu),
        Visit("open data with columns", "/opendata/", lambda page: page.locator("summary").nth(1).click()),
    ]


def _notices() -> None:
    body = "# 申し込み\n\n- [研修の一覧](/trainings/)\n- 電話でも"
    notice = make_notice(slug="current", body=body, is_pinned=True)
    NoticeFile.objects.create(notice=notice, label="募集要項", file="a.pdf", size=240_000)
    make_notice("終わったお知らせ", slug="over", published_until=in_days(0, hour=0))


def _interest() -> list[Visit]:
    """The two links of the interest list, in each state."""
    waiting = interests.ask(email="hanako@example.com")
    confirmed = interests.confirm(interest_id=interests.ask(email="taro@example.com").pk)
    ended = interests.ask(email="jiro@example.com")
    interests.leave(interest_id=ended.pk)
    return [
        Visit("interest confirm", urlsplit(confirm_url(waiting)).path),
        Visit("interest confirmed", urlsplit(confirm_url(confirmed)).path),
        Visit("interest leave", urlsplit(leave_url(confirmed)).path),
        Visit("interest left", urlsplit(leave_url(ended)).path),
    ]


def offers(staff: User) -> list[Visit]:
    """A training in every state that residents can meet, the list of them, and events."""
    states: dict[str, dict[str, Any]] = {
        "bookable": {
            "accommodations": ["sign_language", "childcare"],
            "accommodations_until": in_days(9).date(),
        },
        "few-left": {"capacity": 2},
        "waiting-list": {"capacity": 0},
        "office-only": {"apply_by": "office"},
        "outside": {"apply_by": "outside", "apply_url": "https://example.com/", "capacity": None},
        "no-application": {"apply_by": "none", "capacity": None},
        "not-yet-open": {"opens_at": in_days(3)},
        "application-closed": {"closes_at": in_days(-1)},
        "postponed": {"state": "postponed", "state_note": "大雪のため"},
        "cancelled": {"state": "cancelled", "state_note": "会場の故障のため"},
        "over": {"starts_at": in_days(-3)},
    }
    for slug, fields in states.items():
        make_training(
            slug=slug, summary="ひとこと", description="講義とグループワーク", bring="筆記用具", **fields
        )
    hybrid = make_training(slug="hybrid-of-two-days")
    make_date(hybrid, in_days(37))
    make_place_kind(hybrid, 50, kind="online")
    _move(make_training(slug="moved"), staff)
    symposium = make_event(slug="symposium")
    make_programme(symposium)
    past = make_event(slug="last-symposium", starts_at=in_days(-300), report="たくさんの方が来られました。")
    make_video(slug="last", event=past, chapters=("開会", "講演"), transcript="司会\nようこそ。")
    return [
        Visit("trainings", "/trainings/"),
        Visit("events", "/events/"),
        *(Visit(slug, f"/trainings/{slug}/") for slug in [*states, hybrid.slug, "moved"]),
        Visit("symposium", "/events/symposium/"),
        Visit("last symposium", "/events/last-symposium/"),
        Visit("videos", "/events/videos/"),
        Visit("video", "/events/videos/last/"),
        Visit("video with its transcript", "/events/videos/last/", unfold),
    ]


def applying(staff: User) -> list[Visit]:
    PostalTown.objects.create(code="6800845", prefecture="鳥取県", city="鳥取市", town="富安")
    training = make_training(slug="t", accommodations=["sign_language", "wheelchair"])
    make_place_kind(training, 50, kind="online")
    make_training(slug="full", capacity=0)
    make_training(slug="closed", closes_at=in_days(-1))
    full = Occasion.objects.get(slug="full")
    return [
        Visit("application sheet", "/trainings/t/sheet/"),
        Visit("short address of a full one", f"/t/{full.pk}/"),
        Visit("short address unknown", "/t/987654/"),
        Visit("form", "/trainings/t/apply/"),
        Visit("form unfolded", "/trainings/t/apply/", unfold),
        Visit("form with errors", "/trainings/t/apply/", lambda page: press(page, "確認へ進む")),
        Visit("address looked up", "/trainings/t/apply/", lambda page: _look_up(page, "680-0845")),
        Visit("address not found", "/trainings/t/apply/", lambda page: _look_up(page, "000-0000")),
        Visit("confirm", "/trainings/t/apply/", to_confirmation),
        Visit("confirm with a slip", "/trainings/t/apply/", _to_confirmation_with_slip),
        Visit("confirm waiting", "/trainings/full/apply/", to_confirmation),
        Visit("closed", "/trainings/closed/apply/"),
        Visit("draft gone", f"/trainings/t/apply/{'x' * 32}/"),
    ]


def bookings(staff: User) -> list[Visit]:
    confirmed, waiting, received = _three_bookings()
    pair = apply_for(make_training(), size=2)
    gone = actions.cancel(booking_id=apply_for(make_training()).pk)
    moved, undated, off = (apply_for(make_training()) for _ in range(3))
    _move(moved.occasion, staff)
    _postpone(undated.occasion, staff, None)
    actions.cancel_occasion(
        occasion_id=off.occasion_id, reason="大雪のため", by=staff, revision=off.occasion.revision
    )
    decided = _twin()
    actions.admit(booking_id=decided.pk)
    return [
        Visit("lookup", "/bookings/"),
        Visit("lookup with errors", "/bookings/", lambda page: press(page, "お申し込みを開く")),
        Visit("lookup in vain", "/bookings/", _look_for_nothing),
        *(Visit(f"receipt {b.status}", path_of(b, "receipt/")) for b in (confirmed, waiting, received)),
        *(Visit(f"booking {b.status}", path_of(b)) for b in (confirmed, waiting, received, gone)),
        Visit("booking just cancelled", path_of(gone) + "?done=cancelled"),
        Visit("booking moved", path_of(moved)),
        Visit("booking undated", path_of(undated)),
        Visit("booking called off", path_of(off)),
        Visit("cancel one", path_of(confirmed, "cancel/")),
        Visit("cancel several", path_of(pair, "cancel/")),
        Visit("cancel nobody", path_of(pair, "cancel/"), _cancel_nobody),
        Visit("twin", f"/bookings/twin/{twin_token(received)}/"),
        Visit("twin answered", f"/bookings/twin/{twin_token(decided)}/"),
    ]


def choosing(staff: User) -> list[Visit]:
    """Places that are offered, drawn or reviewed, and another day in place of the one that somebody has."""
    asking = make_training(capacity=1, promotion="offer")
    sitting, offered = apply_for(asking), apply_for(asking)
    actions.cancel(booking_id=sitting.pk)
    actions.promote(occasion_id=asking.pk)
    lottery = make_training(slug="lottery", selection="lottery", closes_at=in_days(20))
    review = make_training(slug="review", selection="review", eligibility="supporters")
    free, full = make_training(), make_training(capacity=0)
    mine = apply_for(make_training())
    make_place_kind(mine.occasion, 5, kind="online")
    old, beside = apply_for(make_training()), make_training(capacity=0)
    actions.swap(booking_id=old.pk, place_kind_id=_place(beside), or_wait=True)
    lost = apply_for(make_training())
    found = actions.swap(booking_id=lost.pk, place_kind_id=_place(free))
    return [
        Visit("booking offered", path_of(offered)),
        Visit("booking declines", path_of(offered, "offer/")),
        Visit("booking awaits the draw", path_of(apply_for(lottery))),
        Visit("booking awaits a check", path_of(apply_for(review))),
        Visit("booking waits elsewhere as well", path_of(old)),
        Visit("booking swapped", path_of(found) + "?done=swapped"),
        Visit("booking released", path_of(lost)),
        Visit("change", path_of(mine, "change/")),
        Visit("change confirm", path_of(mine, f"change/?place={_place(free)}")),
        Visit("change wait", path_of(mine, f"change/?place={_place(full)}")),
        Visit("change no longer", path_of(mine, "change/?place=999999999")),
        Visit("lottery", "/trainings/lottery/"),
        Visit("review for supporters", "/trainings/review/"),
        Visit("form for supporters", "/trainings/review/apply/"),
        Visit("confirm of a lottery", "/trainings/lottery/apply/", to_confirmation),
    ]


def _place(occasion: Occasion) -> int:
    return occasion.place_kinds.get().pk


GROUPS = (plain_pages, offers, applying, bookings, choosing)


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page to which it leads."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow the first link of this name and wait for the page to which it leads."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def to_confirmation(page: Page, **typed: str) -> None:
    """Fill in the empty form with what is required, and go on."""
    page.get_by_label("お名前 ※必須").fill("見本 花子")
    page.get_by_label("ふりがな").first.fill("みほん はなこ")
    page.get_by_label("電話", exact=True).check()
    page.get_by_label("電話番号").fill("0857-00-0001")
    if page.get_by_label("会場", exact=True).count():
        page.get_by_label("会場", exact=True).check()
    for name, value in typed.items():
        page.locator(f"#id_{name}").fill(value)
    press(page, "確認へ進む")


def _to_confirmation_with_slip(page: Page) -> None:
    to_confirmation(page, email="hanako@gmail.con")


def _open_menu(page: Page) -> None:
    if page.locator(".menu-fold > summary").is_visible():
        page.locator(".menu-fold > summary").click()


def unfold(page: Page) -> None:
    """Open everything that is folded away."""
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()


def _look_up(page: Page, postal_code: str) -> None:
    page.get_by_label("郵便番号").fill(postal_code)
    press(page, "郵便番号から住所を入力")


def _look_for_nothing(page: Page) -> None:
    page.get_by_label("受付番号").fill("1234-5678")
    page.get_by_label("お申込みのときの電話番号").fill("0857-00-0001")
    press(page, "お申し込みを開く")


def _cancel_nobody(page: Page) -> None:
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    press(page, "取り消す")


def path_of(booking: Booking, page: str = "") -> str:
    return f"/bookings/{booking_token(booking)}/{page}"


def _three_bookings() -> tuple[Booking, Booking, Booking]:
    """Confirmed with everything that a booking can hold, waiting, and a likely twin of the first."""
    training = make_training(
        capacity=2, accommodations=["sign_language"], bring="筆記用具", decision_note="当日7時にこのページで"
    )
    hanako = {"telephone": "0857000001", "email": "hanako@example.com", "contact_wish": "mail"}
    confirmed = apply_for(
        training,
        people=[person("見本 花子", kana="ミホン ハナコ", **hanako)],
        helpers=1,
        accommodations=[("sign_language", "口元が見える席")],
    )
    apply_for(training)
    apply_for(training)
    waiting = apply_for(training, size=2)
    again = apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ", **hanako)])
    return confirmed, waiting, again


def _twin() -> Booking:
    training = make_training()
    for _ in range(2):
        booking = apply_for(
            training, people=[person("見本 花子", kana="ミホン ハナコ", telephone="0857000001")]
        )
    return booking


def _move(occasion: Occasion, staff: User) -> None:
    _postpone(occasion, staff, in_days(60))


def _postpone(occasion: Occasion, staff: User, start: Any) -> None:
    end = in_days(60, 16)
    actions.postpone(
        occasion_id=occasion.pk,
        periods={date.pk: (start, end) for date in occasion.dates.all()} if start else None,
        reason="大雪のため",
        by=staff,
        revision=Occasion.objects.get(pk=occasion.pk).revision,
    )
