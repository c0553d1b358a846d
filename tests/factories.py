"""Builders for tests: each makes one thing that is valid as it stands; keywords change what matters."""

import datetime
import io
import itertools
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from events.actions import PICTURES
from events.models import Chapter, Event, Picture, ProgrammeItem, Speaker, Video
from platform_orgs.models import (
    Gathering,
    Meeting,
    Membership,
    Need,
    Organisation,
    OrganisationKind,
    Profile,
    ProfileEdit,
    Resource,
    Role,
    TroubleCategory,
)
from portal.accounts.models import User
from portal.bookings.models import Attendee, Booking, Occasion, OccasionDate, PlaceKind
from portal.inquiries.actions import receive
from portal.inquiries.models import Inquiry
from portal.office.models import Helpline, Notice, Office
from portal.people.models import Person
from portal.ui.pictures import store_picture
from supporters.models import Supporter
from trainings.models import TrainingSession

_numbers = itertools.count(1)


def local(*args: int) -> datetime.datetime:
    """A moment in the office's time zone: ``local(2026, 12, 5, 13, 30)``."""
    return datetime.datetime(*args, tzinfo=timezone.get_default_timezone())  # type: ignore[arg-type,misc]


def in_days(days: float, hour: int = 13, minute: int = 30) -> datetime.datetime:
    """A moment so many days from today (local time), at half past one unless told otherwise."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    return local(day.year, day.month, day.day, hour, minute)


def make_office(**fields: Any) -> Office:
    values: dict[str, Any] = {
        "city_name": "鳥取市",
        "city_code": "312011",
        "prefecture_name": "鳥取県",
        "name": "中央人権福祉センター",
        "telephone": "0857510295",
        "fax": "0857248067",
        "opens_at": datetime.time(8, 30),
        "closes_at": datetime.time(17, 15),
    }
    return Office.objects.update_or_create(pk=1, defaults=values | fields)[0]


def make_user(**fields: Any) -> User:
    number = next(_numbers)
    values = {
        "email": f"user{number}@example.com",
        "name": f"職員{number}",
        "password": "tests-only-password",
    }
    return User.objects.create_user(**values | fields)


def make_person(**fields: Any) -> Person:
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"見本 {number}子",
        "kana": "ミホン コ",
        "telephone": f"0857{number:06d}",
        "contact_wish": "telephone",
    }
    return Person.objects.create(**values | fields)


def _occasion_fields(prefix: str, fields: dict[str, Any]) -> dict[str, Any]:
    number = next(_numbers)
    values = {
        "title": f"第{number}回 {prefix}",
        "slug": f"occasion-{number}",
        "state": Occasion.State.PUBLISHED,
        "audience": "どなたでも",
        "fee": "無料",
    }
    return values | fields


def make_date(occasion: Occasion, starts_at: datetime.datetime | None = None, **fields: Any) -> OccasionDate:
    starts_at = starts_at or in_days(30)
    values = {
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(hours=2),
        "venue_name": "見本会館 大会議室",
        "venue_address": "見本町1丁目1",
    }
    return OccasionDate.objects.create(occasion_id=occasion.pk, **values | fields)


def make_place_kind(occasion: Occasion, capacity: int = 20, **fields: Any) -> PlaceKind:
    return PlaceKind.objects.create(occasion_id=occasion.pk, capacity=capacity, **fields)


def make_training(
    *,
    starts_at: datetime.datetime | None = None,
    capacity: int | None = 20,
    dated: bool = True,
    **fields: Any,
) -> TrainingSession:
    """A published training in thirty days, with one kind of place (none when ``capacity`` is None)."""
    training = TrainingSession.objects.create(**_occasion_fields("つながりサポーター養成研修", fields))
    if dated:
        make_date(training, starts_at)
    if capacity is not None:
        make_place_kind(training, capacity)
    return training


def make_event(
    *,
    starts_at: datetime.datetime | None = None,
    capacity: int | None = 300,
    dated: bool = True,
    **fields: Any,
) -> Event:
    """A published symposium in thirty days, with one kind of place (none when ``capacity`` is None)."""
    event = Event.objects.create(**_occasion_fields("シンポジウム", fields))
    if dated:
        make_date(event, starts_at)
    if capacity is not None:
        make_place_kind(event, capacity)
    return event


def make_programme(event: Event) -> None:
    """Two lines of a timetable and a speaker."""
    for hour, title in ((13, "開会"), (14, "基調講演")):
        ProgrammeItem.objects.create(event=event, starts_at=datetime.time(hour, 30), title=title)
    Speaker.objects.create(event=event, name="見本 博士", affiliation="見本大学", line="長く相談の場にいます")


def make_video(*, chapters: tuple[str, ...] = (), **fields: Any) -> Video:
    """A video on YouTube that anybody may watch; chapters begin every minute."""
    number = next(_numbers)
    values: dict[str, Any] = {"title": f"動画{number}", "slug": f"video-{number}"} | fields
    if not values.get("link"):
        values.setdefault("youtube_id", f"{number:011d}")
    video = Video.objects.create(**values)
    for minute, title in enumerate(chapters):
        Chapter.objects.create(video=video, seconds=60 * minute, title=title)
    return video


def make_picture(event: Event, **fields: Any) -> Picture:
    """A small photograph of an event, stored."""
    drawn = io.BytesIO()
    Image.new("RGB", (40, 20), "green").save(drawn, "PNG")
    upload = SimpleUploadedFile("photo.png", drawn.getvalue())
    name, width, height = store_picture(upload, folder=PICTURES, side=40)
    values: dict[str, Any] = {"alt": "満席の客席", "file": name, "width": width, "height": height}
    return Picture.objects.create(event=event, **values | fields)


def make_booking(occasion: Occasion, *, people: int = 1, **fields: Any) -> Booking:
    """A booking written straight into the tables, for tests that only read; the actions have their own."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "status": Booking.Status.CONFIRMED,
        "queue_no": number,
        "receipt_number": f"{number:08d}",
        "submission_key": f"key-{number}",
        "channel": Booking.Channel.WEB,
    } | fields
    values.setdefault("place_kind", occasion.place_kinds.first())
    values.setdefault("contact", make_person())
    if values["status"] == Booking.Status.RECEIVED:
        values.setdefault("awaits", Booking.Awaits.TWIN)
    is_cancelled = values["status"] == Booking.Status.CANCELLED
    if is_cancelled:
        values.setdefault("cancelled_at", timezone.now())
    booking = Booking.objects.create(occasion_id=occasion.pk, **values)
    for position in range(1, people + 1):
        Attendee.objects.create(
            booking=booking,
            occasion_id=occasion.pk,
            person=booking.contact if position == 1 else make_person(),
            position=position,
            is_live=not is_cancelled,
            left_at=booking.cancelled_at,
        )
    return booking


def make_helpline(**fields: Any) -> Helpline:
    values: dict[str, Any] = {
        "topic": Helpline.Topic.LISTEN,
        "name": f"見本の電話{next(_numbers)}",
        "telephone": "0120-000-000",
        "opening": Helpline.Opening.ALWAYS,
        "cost": "無料",
        "source_name": "見本の出典",
        "checked_on": datetime.date(2026, 4, 1),
    }
    return Helpline.objects.create(**values | fields)


def make_notice(title: str = "見本のお知らせ", **fields: Any) -> Notice:
    """One that is news since yesterday."""
    values: dict[str, Any] = {
        "slug": f"notice-{next(_numbers)}",
        "body": "本文",
        "published_from": in_days(-1),
    }
    return Notice.objects.create(title=title, **values | fields)


def make_supporter(**fields: Any) -> Supporter:
    """An active supporter; ``person`` may be given."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "number": f"2026-{number:04d}",
        "registered_on": datetime.date(2026, 4, 1),
    } | fields
    values.setdefault("person", make_person())
    return Supporter.objects.create(**values)


def make_organisation(
    *, is_published: bool = True, page: dict[str, Any] | None = None, **fields: Any
) -> Organisation:
    """An active organisation with its draft; published with version 1 unless told otherwise. ``page`` are
    values of the profile."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"organisation-{number}",
        "name": f"見本の会{number}",
        "kana": "ミホンノカイ",
        "kind": OrganisationKind.NPO,
    } | fields
    organisation = Organisation.objects.create(**values)
    shared = {name: getattr(organisation, name) for name in ("name", "kana", "kind")} | (page or {})
    draft = Profile.objects.create(organisation=organisation, **shared)
    ProfileEdit.objects.create(profile=draft, revision=0, values=draft.values())
    if is_published:
        organisation.published = Profile.objects.create(
            organisation=organisation,
            state=Profile.State.ACCEPTED,
            number=1,
            sent_at=timezone.now(),
            decided_at=timezone.now(),
            **shared,
        )
        organisation.save()
    return organisation


def make_membership(organisation: Organisation | None = None, **fields: Any) -> Membership:
    """A live manager with an address that signs in; ``user=None`` is a representative without e-mail."""
    values: dict[str, Any] = {"role": Role.MANAGER} | fields
    values.setdefault("organisation", organisation or make_organisation())
    if "user" not in values:
        values["user"] = make_user(name="団体 担当")
    values.setdefault("person", make_person(email=values["user"].email if values["user"] else ""))
    return Membership.objects.create(**values)


def make_resource(organisation: Organisation | None = None, **fields: Any) -> Resource:
    """Something public that an organisation offers."""
    values: dict[str, Any] = {"kind": Resource.Kind.FOOD, "title": f"米を届けられます{next(_numbers)}"}
    return Resource.objects.create(organisation=organisation or make_organisation(), **values | fields)


def make_gathering(organisation: Organisation | None = None, **fields: Any) -> Gathering:
    """A place where everybody may go every day; heard of by the office unless an organisation is given."""
    values: dict[str, Any] = {
        "name": f"見本の茶の間{next(_numbers)}",
        "place": "見本公民館",
        "weekdays": list(range(7)),
        "source": "" if organisation else "市報12月号",
    }
    return Gathering.objects.create(organisation=organisation, **values | fields)


def make_meeting(**fields: Any) -> Meeting:
    """A meeting in ten days to which everybody has been called."""
    starts_at = fields.pop("starts_at", in_days(10))
    values: dict[str, Any] = {
        "slug": f"meeting-{next(_numbers)}",
        "title": "プラットフォーム会議",
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(hours=2),
        "place": "市役所 会議室1",
        "state": Meeting.State.CALLED,
        "called_at": timezone.now() - datetime.timedelta(days=5),
    } | fields
    return Meeting.objects.create(**values)


def make_need(organisation: Organisation | None = None, **fields: Any) -> Need:
    """An open need that members see; the office's own unless an organisation is given."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"need-{number}",
        "organisation": organisation,
        "title": f"見本の困りごと{number}",
        "body": "買い物に行けない人が増えています。",
        "category": TroubleCategory.OTHER_LIVING,
        "until": timezone.localdate() + datetime.timedelta(days=30),
        "state": Need.State.OPEN,
        "sent_at": timezone.now(),
        "opened_at": timezone.now(),
    } | fields
    if "written_by" not in values:
        values["written_by"] = make_user()
    return Need.objects.create(**values)


def make_inquiry(**fields: Any) -> Inquiry:
    """A question to the office that wishes no answer, unless told otherwise."""
    return receive(**{"body": "予定を教えてください", "name": "見本 花子"} | fields)
