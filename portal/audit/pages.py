"""What an address of the office's pages means in the record: which kind of thing it is about, and what one does there.

Names of addresses are regular (``app_model_page``), so a few words say it for all; what they do not say stands in
the tables. An address nobody thought of counts as opening, or changing, its own page: rather one entry too many.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import ResolverMatch

from portal.audit.models import Entry

Verb = Entry.Verb

# Of the last words of a name, or all of it: what opening the page does, and what pressing does.
_LOOKING = {
    Verb.LISTED: {"changelist", "wishes"},
    Verb.PRINTED: {
        "print", "pdf", "sheet", "sheets", "faxes", "letters", "labels", "cards", "addresses", "postcards",
        "label-sheets", "data", "venue_pack", "own_data", "groups_sheet", "groups_pdf", "download",
    },
    Verb.EXPORTED: {"export"},
}  # fmt: skip
_PRESSING = {
    Verb.CREATED: {"add", "enter", "plan", "write", "make_run", "register"},
    Verb.DELETED: {"delete", "erase"},
    Verb.MERGED: {"merge", "merge_with", "same"},
    Verb.GRANTED: {"colleague_roles"},
    Verb.CLOSED: {"colleague_close"},
    Verb.REOPENED: {"colleague_reopen"},
    Verb.EXPORTED: {"export"},
    Verb.PRINTED: {"print", "print_faxes", "venue_pack"},
    Verb.OPENED: {"open", "reporter"},
}
# Not about anybody: opening them is nothing to remember, changing them is.
_NOT_PERSONAL = {
    "accounts.group", "office.helpline", "office.office", "office.closedday",
    "office.district", "office.notice", "events.video", "supporters.registrysettings",
    "trainings.certificatesettings", "platform_orgs.platformsettings", "platform_orgs.resource",
    "platform_orgs.gathering", "figures.closedyear", "retention.retentionperiod",
}  # fmt: skip
# Names that do not begin with their model, or whose number is another record's.
_THINGS = {
    "desk": ("people.person", "pk"),
    "retention_erase": ("people.person", "pk"),
    "retention_export": ("people.person", "pk"),
    "retention_decline": ("people.person", "pk"),
    "retention_wishes": ("retention.erasurewish", "pk"),
    "retention_change": ("retention.retentionperiod", "name"),
    "desk_apply": ("people.person", "pk"),
    "desk_person": ("people.person", "pk"),
    "desk_note": ("people.person", "pk"),
    "own_factor": ("accounts.user", "pk"),
    "own_codes": ("accounts.user", "pk"),
    "own_sessions_end": ("accounts.user", "pk"),
    "colleagues": ("accounts.user", "pk"),
    "colleague": ("accounts.user", "pk"),
    "colleague_reset": ("accounts.user", "pk"),
    "colleague_list": ("accounts.user", "pk"),
    "colleague_revoke": ("accounts.user", "pk"),
    "colleague_token": ("accounts.user", "pk"),
    "colleague_unlock": ("accounts.user", "pk"),
    "colleague_end": ("accounts.user", "pk"),
    "colleague_add": ("accounts.user", "pk"),
    "colleague_roles": ("accounts.user", "pk"),
    "colleague_first": ("accounts.user", "pk"),
    "colleague_close": ("accounts.user", "pk"),
    "colleague_reopen": ("accounts.user", "pk"),
    "handover": ("accounts.user", "pk"),
    "handover_person": ("accounts.user", "pk"),
    "handover_move": ("accounts.user", "pk"),
    "handover_record": ("accounts.handover", "pk"),
    "supporters_supporter_register": ("people.person", "person_pk"),
    "supporters_interest_of_person": ("people.person", "pk"),
    "supporters_interest_not_of_person": ("people.person", "pk"),
    "platform_orgs_need_from-concern": ("supporters.concern", "pk"),
}
_PREFIXES = {
    "bookings_import": "bookings.occasion",
    "bookings_survey": "bookings.occasion",
    "supporters_import": "supporters.registrybatch",
    "events_picture": "events.picture",
}
_KIND_IN_ADDRESS = {"hidden_change"}
# The frame of the admin itself, which shows nothing of anybody.
_FRAME = {
    "index", "login", "logout", "jsi18n", "password_change", "password_change_done", "view_on_site",
    "app_list", "autocomplete", "hidden", "retention", "personal_files", "personal_files_csv", "own_sign_in", "sign_in_again", "first_day",
}  # fmt: skip


@dataclass(frozen=True)
class Doing:
    verb: Verb
    what: str
    number: str
    page: str


def doing(match: ResolverMatch, *, is_press: bool) -> Doing | None:
    """What a request to this address does with whose record; None where it is nothing to remember."""
    page = match.url_name or ""
    if not page or page in _FRAME:
        return None
    if match.app_name == "figures":
        number = str(match.kwargs.get("year", ""))
        return Doing(Verb.CHANGED, "figures.closedyear", number, page) if is_press else None
    what, rest, key = _thing(page)
    # Some pages serve several kinds, and say in the address which.
    what = str(match.kwargs.get("kind", what)) if page in _KIND_IN_ADDRESS else what
    if what in _NOT_PERSONAL and not is_press:
        return None
    # The whole name says it where its last word means something else on other pages.
    words = {page, rest, rest.rpartition("_")[2]}
    verb = _verb(words, _PRESSING if is_press else _LOOKING, Verb.CHANGED if is_press else Verb.OPENED)
    return Doing(verb, what, _number(match.kwargs, key), page)


def _thing(page: str) -> tuple[str, str, str]:
    """The kind of record, the rest of the name, and the argument that holds the record's number."""
    if page in _THINGS:
        what, key = _THINGS[page]
        return what, page.rpartition("_")[2], key
    for prefix, what in _PREFIXES.items():
        if page == prefix or page.startswith(prefix + "_"):
            return what, page[len(prefix) + 1 :], "pk"
    for config in apps.get_app_configs():
        if not page.startswith(config.label + "_"):
            continue
        rest = page[len(config.label) + 1 :]
        for model in config.get_models():
            name = model._meta.model_name or ""
            if rest.startswith(name + "_"):
                return f"{config.label}.{name}", rest[len(name) + 1 :], "pk"
    return page[:60], page, "pk"


def _verb(said: set[str], words: dict[Any, set[str]], otherwise: Any) -> Any:
    for verb, names in words.items():
        if said & names:
            return verb
    return otherwise


def _number(kwargs: dict[str, Any], key: str) -> str:
    return str(kwargs.get(key, kwargs.get("object_id", "")))[:40]
