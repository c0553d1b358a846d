"""Every address of the URL configuration, and a real path for each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver

from platform_orgs import links as platform_links
from platform_orgs.models import Profile
from portal.audit.pages import doing
from portal.bookings import links as booking_links
from portal.bookings.models import OccasionDate
from portal.bookings.surveys.links import survey_url
from portal.office.models import NoticeFile
from portal.people.models import Person
from supporters.concerns import links as concern_links
from supporters.interest import links as interest_links
from supporters.me import links as me_links
from tests.roles.world import TOKEN, World

_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One line of the URL configuration. ``pattern`` is unlike all others; names are not."""

    name: str
    pattern: str
    # Needs no CSRF token. What docs/roles.md says of an address does not say it.
    is_exempt: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"`{self.name}` `{self.pattern}`"


def every_address(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "/", space: str = ""
) -> Iterator[Address]:
    for each in patterns or get_resolver().url_patterns:
        here = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from every_address(each.url_patterns, here, inner)
        else:
            name = f"{space}{each.name}" if each.name else "–"
            yield Address(name, _readable(here), getattr(each.callback, "csrf_exempt", False))


def _readable(pattern: str) -> str:
    """Regular expressions of the stock admin as paths are written."""
    return re.sub(r"\^?\(\?P<(\w+)>[^)]*\)(?:/?\$)?", r"<\1>", pattern)


@dataclass(frozen=True)
class Visit:
    address: Address
    path: str
    # What a POST sends with it.
    sent: dict[str, Any]


def every_visit(world: World) -> list[Visit]:
    named, sent = _named(world), _sent(world)

    def path(address: Address) -> str:
        own = _of_space(address.name, world) | named.get(address.name, {})
        return _ARGUMENT.sub(lambda found: str(_argument(address, found[1], own)), address.pattern)

    asked = _asked(world)
    return [
        Visit(each, path(each) + asked.get(each.name, ""), sent.get(each.name, {}))
        for each in every_address()
    ]


# Names of arguments that mean the same everywhere below /admin/, as the first row of a model.
_ROWS = {
    "date_pk": "bookings.occasiondate",
    "attendee_pk": "bookings.attendee",
    "batch_pk": "bookings.importbatch",
    "pass_pk": "bookings.doorpass",
    "rule_pk": "trainings.grouprule",
    "row_pk": "supporters.registryrow",
    "person_pk": "people.person",
    "leaver_pk": "accounts.user",
}
_WORDS = {
    "line": 2,
    "medium": "letter",
    "year": 2025,
    "app_label": "office",
    "url": "nothing-here/",
}
# The account that they are about is one of the office.
_ABOUT_A_COLLEAGUE = (
    *(f"admin:colleague{press}" for press in ("", "_reset", "_list", "_revoke", "_token", "_unlock", "_end")),
    *(f"admin:colleague{press}" for press in ("_roles", "_first", "_close", "_reopen")),
    "admin:handover_person",
    "admin:handover_move",
)


def _argument(address: Address, argument: str, own: dict[str, Any]) -> Any:
    if argument in own:
        return own[argument]
    if argument in _ROWS:
        return _first(_ROWS[argument])
    if argument in _WORDS:
        return _WORDS[argument]
    if address.pattern.startswith("/admin/") and argument in ("pk", "object_id", "id"):
        return _first(_model_of(address))
    raise LookupError(f"{address.name}: {argument}; name it in tests/roles/addresses.py")


def _first(label: str) -> int:
    row = apps.get_model(label)._default_manager.order_by("pk").first()
    assert row is not None, f"no {label} in tests/roles/world.py"
    return row.pk


class _Match:
    def __init__(self, name: str) -> None:
        self.url_name, self.app_name, self.kwargs = name, "admin", {"kind": "office.helpline"}


def _model_of(address: Address) -> str:
    """The kind of record that the page is about, as the record of what staff do knows it."""
    if address.name == "–":
        label, model = address.pattern.split("/")[2:4]
        return f"{label}.{model}"
    done = doing(_Match(address.name.removeprefix("admin:")), is_press=True)  # type: ignore[arg-type]
    assert done is not None, address.name
    return done.what


def _sent(world: World) -> dict[str, dict[str, Any]]:
    """What a POST sends with it where an address serves several presses; nothing is typed in anywhere else."""
    of = world.of
    attendee = of["booking"].attendees.get().pk
    return {
        "supporters:me-concern": {"about": "noticed"},
        "door:mark": {"tap": f"{attendee}-present-unmarked"},
        "door:check_in": {"all": ""},
        "admin:bookings_booking_answer_offer": {"offer": of["offer"].pk},
        "admin:bookings_booking_contacted": {"offer": of["offer"].pk},
        "admin:platform_orgs_need_press": {"do": "renew"},
        "admin:platform_orgs_need_press-response": {"do": "accept"},
        "admin:people_person_merge_with": {"keep_revision": 0, "drop_revision": 0},
        "admin:platform_orgs_organisation_publish": {"version": Profile.objects.order_by("pk")[0].pk},
        "admin:platform_orgs_organisation_send-back": {"version": Profile.objects.order_by("pk")[0].pk},
        "admin:platform_orgs_organisation_person": {"do": "remove"},
        "admin:platform_orgs_resource_press": {"do": "pause"},
        "admin:platform_orgs_gathering_press": {"do": "pause"},
        "platform:member": {"do": "editor"},
        "platform:withdraw": {"invitation": of["invitation"].pk},
        "platform:need-decide": {"do": "accept"},
        "platform:resource-press": {"entry": of["resource"].pk, "do": "pause"},
        "platform:place-press": {"entry": of["place"].pk, "do": "pause"},
        "platform:meeting-reply": {"organisation": "mihon", "answer": "absent"},
        "platform:digest": {"digest": "never"},
    }


def _asked(world: World) -> dict[str, str]:
    """What stands after the question mark where an address answers to nothing without it."""
    version = world.of["organisation"].published_id
    return {"admin:platform_orgs_organisation_logo": f"?version={version}"}


def _end(url: str) -> str:
    """The token at the end of a link."""
    return url.rstrip("/").rpartition("/")[2]


def _named(world: World) -> dict[str, dict[str, Any]]:
    """What the arguments of an address are, where its name does not say so by itself."""
    of = world.of
    return {
        "machines:feed_of_kind": {"name": "trainings"},
        "machines:snippet": {"name": "trainings"},
        "office:notice": {"slug": "notice"},
        "office:notice-file": {"slug": "notice", "key": NoticeFile.objects.get().key},
        "supporters:concern-receipt": {"token": _end(of["concern"].receipt)},
        "supporters:concern-answers": {"token": _end(concern_links.answers_url(of["concern"]))},
        "supporters:interest-confirm": {"token": _end(interest_links.confirm_url(of["interest"]))},
        "supporters:interest-leave": {"token": _end(interest_links.leave_url(of["interest"]))},
        "supporters:me-email-confirm": {"token": _end(me_links.confirm_url(of["change"]))},
        "supporters:me-download": {"form": "json"},
        "trainings:visits-receipt": {"token": "visit"},
        "certificates:verify": {"code": of["certificate"].code},
        "events:video": {"slug": "video"},
        "opendata:file": {"name": "events.csv"},
        "bookings:twin": {"token": booking_links.twin_token(of["twin"])},
        "bookings:survey": {"token": _end(survey_url(of["link"]))},
        "short-address": {"number": of["own"].occasion_id},
        "door:check_in": {"token": _end(booking_links.check_in_url(of["booking"]))},
        "door:open": {"token": world.pass_token},
        "platform_orgs:join-receipt": {"token": "join"},
        "platform_orgs:invitation": {"token": _end(platform_links.invitation_url(of["invitation"]))},
        "platform_orgs:invitation-sheet": {"token": _end(platform_links.sheet_url(of["invitation"]))},
        "platform_orgs:still-right": {"token": _end(platform_links.check_url(of["check"]))},
        "platform_orgs:stop-digest": {"token": _end(platform_links.digest_stop_url(of["manager"]))},
        "platform:member": {"number": of["manager"].pk},
        "platform:resource": {"number": of["resource"].pk},
        "platform:place": {"number": of["place"].pk},
        "platform:meeting-paper": {"number": of["paper"].pk},
        "admin:view_on_site": {
            "content_type_id": ContentType.objects.get_for_model(of["own"].occasion).pk,
            "object_id": of["own"].occasion_id,
        },
        **{key: {"pk": world.users["職員"].pk} for key in _ABOUT_A_COLLEAGUE},
        "admin:retention_change": {"name": "inquiries"},
        "admin:retention_export": {"form": "csv"},
        "admin:retention_erase": {"pk": world.of["supporter"].pk},
        "admin:hidden_change": {"kind": "office.helpline"},
        "admin:bookings_import_done": {
            "pk": of["written"].occasion_id,
            "batch_pk": of["written"].pk,
        },
        "admin:supporters_import_done": {"pk": of["registry written"].pk},
        "admin:platform_orgs_organisation_send-back": {"pk": of["waiting"].pk},
        "admin:people_person_merge_with": {"other_pk": Person.objects.order_by("pk")[1].pk},
        "admin:bookings_survey_export": {"kind": "csv"},
        "admin:correspondence_paperitem_press": {"press": "sent"},
        "admin:correspondence_paperitem_again": {"message_pk": of["message"].pk},
        "admin:correspondence_outboxmail_press": {"press": "not-received"},
        "admin:platform_orgs_organisation_person": {"number": of["editor"].pk},
    }


def _of_space(name: str, world: World) -> dict[str, Any]:
    space, _colon, page = name.partition(":")
    of = world.of
    if space == "platform":
        if page.startswith("need"):
            return {
                "slug": of["draft" if page in ("need-edit", "need-send") else "need"].slug,
                "address": "tonari",
            }
        return {"slug": of["meeting"].slug if page.startswith("meeting") else "mihon"}
    if space == "admin":
        return {
            "people": {"kind": "died"},
            "platform_orgs_need": {"number": of["response"].pk},
            "platform_orgs_organisation": {"number": of["invitation"].pk},
            "platform_orgs_meeting": {"number": of["paper"].pk},
        }.get(re.sub(r"^(people|platform_orgs_[a-z]+)?.*", r"\1", page), {})
    own_token = booking_links.booking_token(of["own"])
    return {
        "supporters": {"slug": "bookable", "token": TOKEN},
        "trainings": {"slug": "bookable", "token": f"{TOKEN}-training" if "apply" in page else TOKEN},
        "events": {"slug": "event", "token": f"{TOKEN}-event", "key": TOKEN},
        "certificates": {
            "token": booking_links.booking_token(of["booking"]),
            "code": of["certificate"].code,
        },
        "platform_orgs": {"slug": "mihon", "token": TOKEN},
        "bookings": {"token": own_token},
        "door": {"pk": OccasionDate.objects.order_by("pk")[0].pk},
    }.get(space, {})
