"""Who may do what in the office. The groups are written after every migration, from here alone.

Permissions are Django's own words (``app.verb_model``); pages that are no stock forms ask for the nearest
one: entering somebody ``add_booking``, pressing at a seat ``change_booking``, and so on.
"""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission
from django.db import connections, router, transaction

_LOOK = ("view",)
_EDIT = ("view", "change")
_WRITE = ("view", "add", "change")
_ALL = ("view", "add", "change", "delete")

_STAFF: dict[str, tuple[str, ...]] = {
    "bookings.occasion": _WRITE,
    "bookings.occasiondate": _WRITE,
    "bookings.placekind": _WRITE,
    "bookings.booking": _WRITE,
    "bookings.attendee": _LOOK,
    "bookings.attendance": _WRITE,
    "bookings.doorpass": _WRITE,
    "bookings.journalentry": _LOOK,
    "bookings.reminder": _LOOK,
    "bookings.rostermessage": ("view", "add"),
    "bookings.postponement": _LOOK,
    "bookings.survey": _WRITE,
    "bookings.surveysheet": ("view", "add"),
    "bookings.postponementanswer": _EDIT,
    "trainings.trainingsession": _WRITE,
    "trainings.certificate": _WRITE,
    "trainings.certificatesettings": _LOOK,
    "trainings.groupplan": _EDIT,
    "trainings.visitrequest": _EDIT,
    "supporters.supporter": _WRITE,
    "supporters.interest": _WRITE,
    "supporters.registrysettings": _LOOK,
    "supporters.concern": _WRITE,
    "events.event": _WRITE,
    "events.programmeitem": _WRITE,
    "events.speaker": _WRITE,
    "events.material": _WRITE,
    "events.picture": _WRITE,
    "events.video": _WRITE,
    "platform_orgs.organisation": _EDIT,
    "platform_orgs.joinapplication": _WRITE,
    "platform_orgs.yearlycheck": _EDIT,
    "platform_orgs.need": _WRITE,
    "platform_orgs.platformsettings": _LOOK,
    "platform_orgs.resource": _WRITE,
    "platform_orgs.gathering": _WRITE,
    "platform_orgs.meeting": _WRITE,
    "people.person": _WRITE,
    "correspondence.message": _LOOK,
    "correspondence.outboxmail": _EDIT,
    "correspondence.calllistline": _EDIT,
    "correspondence.calltry": _WRITE,
    "figures.closedyear": _LOOK,
    "correspondence.letterrun": _WRITE,
    "correspondence.paperitem": _WRITE,
    "inquiries.inquiry": _EDIT,
    "office.helpline": _WRITE,
    "office.helplinehours": _ALL,
    "office.helplinewindow": _ALL,
    "office.notice": _WRITE,
    "office.noticefile": _ALL,
    "office.closedday": _ALL,
    "office.district": _WRITE,
}
# What people need in order to take part is seen only by those who arrange it.
_ARRANGERS: dict[str, tuple[str, ...]] = {"bookings.accommodationrequest": ("arrange_accommodations",)}
# Where somebody lives who must not be found is opened only by those who are named for it.
_CARERS: dict[str, tuple[str, ...]] = {"people.person": ("open_sensitive",)}
# Who told the office of a worry is kept apart from what was told.
_CONCERNS: dict[str, tuple[str, ...]] = {"supporters.concernreporter": _LOOK}
STAFF, MANAGER = "職員", "管理者"
# Not a group: it may everything. As the record calls it.
SUPERUSER = "全体の管理者"
_MANAGERS: dict[str, tuple[str, ...]] = {
    **_STAFF,
    **_ARRANGERS,
    **_CONCERNS,
    "supporters.supporter": (*_WRITE, "export_registry"),
    "supporters.registrysettings": _WRITE,
    "platform_orgs.platformsettings": _WRITE,
    "people.person": (*_WRITE, "open_sensitive", "merge_person"),
    "audit.entry": _LOOK,
    "people.careaccess": _LOOK,
    "people.personmerge": _LOOK,
    "accounts.user": ("hand_over", "manage_sign_in", "give_roles"),
    "figures.closedyear": _WRITE,
    "retention.retentionperiod": _WRITE,
    "retention.personrequest": ("view", "add"),
    "bookings.draw": ("void_draw",),
    "office.office": _WRITE,
    "trainings.certificatesettings": _WRITE,
    "office.helpline": _ALL,
    "office.district": _ALL,
}

ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    STAFF: _STAFF,
    MANAGER: _MANAGERS,
    "配慮の手配": _ARRANGERS,
    "取扱注意": _CARERS,
    "気づきの担当": _CONCERNS,
}


def sync_roles(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Give each group exactly its permissions on the models of one app.

    Runs after every app's own migration signal, when Django has made that app's permissions.
    """
    if not router.allow_migrate_model(using, Group) or not _is_ready(using):
        return
    with transaction.atomic(using=using):
        for name, rights in ROLES.items():
            codenames = _codenames(rights, sender.label)
            if not codenames:
                continue
            group, _created = Group.objects.using(using).get_or_create(name=name)
            wanted = set(
                Permission.objects.using(using).filter(
                    content_type__app_label=sender.label, codename__in=codenames
                )
            )
            has = set(group.permissions.using(using).filter(content_type__app_label=sender.label))
            group.permissions.add(*(wanted - has))
            group.permissions.remove(*(has - wanted))


def _codenames(rights: dict[str, tuple[str, ...]], app_label: str) -> set[str]:
    found = set()
    for model, verbs in rights.items():
        label, _dot, name = model.partition(".")
        if label == app_label:
            # A right of our own is written out: arrange_accommodations.
            found |= {verb if "_" in verb else f"{verb}_{name}" for verb in verbs}
    return found


def _is_ready(using: str) -> bool:
    """Whether the tables exist: not while only some apps have been migrated."""
    tables = set(connections[using].introspection.table_names())
    return {Group._meta.db_table, Permission._meta.db_table} <= tables
