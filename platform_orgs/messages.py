"""What people are told about organisations. Texts stand in ``templates/platform_orgs/messages/``."""

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs import links
from platform_orgs.models import (
    Invitation,
    JoinApplication,
    Membership,
    Organisation,
    Profile,
    Role,
    YearlyCheck,
)
from portal.accounts.models import User
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office
from portal.people.models import Person
from portal.ui.dates import format_date

_PREFIX = "platform_orgs."


def tell_invited(invitation: Invitation) -> None:
    """By mail only: the link in it opens the address that it was sent to."""
    key = f"{invitation.pk}:{invitation.link_version}"
    _tell("invited", invitation.person, invitation, key, only_by_mail=True)


def tell_member_went(membership: Membership) -> None:
    _tell("member_went", membership.person, membership, str(membership.pk))


def tell_ended(membership: Membership, state: Organisation.State, on: datetime.date) -> None:
    _tell("ended", membership.person, membership, f"{membership.pk}:{state}:{on}")


def tell_page_published(version: Profile, *, told_by: User | None) -> None:
    _tell_editors("page_published", version, told_by=told_by)


def tell_page_sent_back(version: Profile) -> None:
    _tell_editors("page_sent_back", version)


def tell_check(check: YearlyCheck) -> None:
    for membership in check.organisation.memberships.live().managers().select_related("person"):
        _tell("yearly_check", membership.person, check, f"{check.pk}:{membership.person_id}")


def tell_join_received(application: JoinApplication, *, told_by: User | None) -> None:
    _tell("join_received", application.contact, application, str(application.pk), told_by=told_by)


def tell_join_accepted(application: JoinApplication, *, told_by: User | None) -> None:
    _tell("join_accepted", application.contact, application, str(application.pk), told_by=told_by)


def tell_join_declined(application: JoinApplication, *, told_by: User | None) -> None:
    _tell("join_declined", application.contact, application, str(application.pk), told_by=told_by)


def _tell_editors(kind: str, version: Profile, *, told_by: User | None = None) -> None:
    """Whoever sent the page, and the managers."""
    live = version.organisation.memberships.live().select_related("person")
    for membership in live.filter(Q(role=Role.MANAGER) | Q(user=version.sent_by)):
        _tell(kind, membership.person, version, f"{version.pk}:{membership.person_id}", told_by=told_by)


def _tell(kind: str, recipient: Person, subject: Model, key: str, **how: Any) -> None:
    name = _PREFIX + kind
    tell(kind=name, recipient=recipient, subject=subject, dedupe_key=f"{name}:{key}", **how)


# --- what they say, made when they go out ---------------------------------------------------------------------


def public_url(organisation: Organisation) -> str:
    return settings.SITE_URL + reverse("platform_orgs:detail", args=[organisation.slug])


def page_url(organisation: Organisation) -> str:
    """Where its own people edit the page."""
    return settings.SITE_URL + reverse("platform:profile", args=[organisation.slug])


def _invited(message: Message) -> dict[str, Any]:
    invitation: Any = message.subject
    if not invitation.is_open(timezone.now()) or message.recipient.email.lower() != invitation.email:
        raise NoLongerTrue
    return {
        "organisation": invitation.organisation,
        "invitation": invitation,
        "url": links.invitation_url(invitation),
        "until": format_date(invitation.expires_at),
    }


def _member_went(message: Message) -> dict[str, Any]:
    membership: Any = message.subject
    return {"organisation": membership.organisation}


def _ended(message: Message) -> dict[str, Any]:
    organisation = message.subject.organisation  # type: ignore[union-attr]
    if organisation.is_active:
        raise NoLongerTrue
    return {"organisation": organisation, "on": format_date(organisation.state_since)}


def _page(message: Message) -> dict[str, Any]:
    version: Any = message.subject
    return {
        "organisation": version.organisation,
        "version": version,
        "public_url": public_url(version.organisation),
        "page_url": page_url(version.organisation),
    }


def _page_published(message: Message) -> dict[str, Any]:
    context = _page(message)
    if not context["organisation"].is_active:
        raise NoLongerTrue
    return context


def _page_sent_back(message: Message) -> dict[str, Any]:
    context = _page(message)
    newest = context["organisation"].profiles.exclude(state=Profile.State.DRAFT).first()
    if newest != context["version"]:
        raise NoLongerTrue
    return context


def _yearly_check(message: Message) -> dict[str, Any]:
    check: Any = message.subject
    if check.answered_at is not None or not check.organisation.is_active:
        raise NoLongerTrue
    organisation = check.organisation
    return {
        "organisation": organisation,
        "page": organisation.published,
        "check": check,
        "url": links.check_url(check),
        "public_url": public_url(organisation),
        "due": format_date(check.due_on),
        "last": organisation.confirmed_on and format_date(organisation.confirmed_on),
    }


def _join(state: JoinApplication.State) -> Callable[[Message], dict[str, Any]]:
    def context(message: Message) -> dict[str, Any]:
        application: Any = message.subject
        if application.state != state:
            raise NoLongerTrue
        organisation = application.organisation
        return {
            "application": application,
            "organisation": organisation,
            "received": format_date(application.received_at),
            "public_url": public_url(organisation) if organisation else "",
        }

    return context


def _renderer(kind: str, context: Callable[[Message], dict[str, Any]]) -> Callable[[Message], Text]:
    def render(message: Message) -> Text:
        shared = {"recipient": message.recipient, "office": Office.objects.current()}
        return render_texts(f"platform_orgs/messages/{kind}", shared | context(message))

    return render


def _rows(model: type[Any], *related: str) -> Callable[[], QuerySet[Any]]:
    return lambda: model.objects.select_related(*related)


def register_kinds() -> None:
    """Called once at start-up."""
    members = _rows(Membership, "organisation__successor")
    pages = _rows(Profile, "organisation")
    applications = _rows(JoinApplication, "organisation")
    kinds: list[tuple[str, Any, Callable[[Message], dict[str, Any]], Callable[[], QuerySet[Any]]]] = [
        ("invited", _("団体の担当者への招待"), _invited, _rows(Invitation, "organisation")),
        ("member_went", _("団体の担当者から外れたお知らせ"), _member_went, members),
        ("ended", _("団体の参加が終わったお知らせ"), _ended, members),
        ("page_published", _("団体のページを公開したお知らせ"), _page_published, pages),
        ("page_sent_back", _("団体のページの差し戻し"), _page_sent_back, pages),
        ("yearly_check", _("団体のページの年に一度の確認"), _yearly_check,
         _rows(YearlyCheck, "organisation__published")),
        ("join_received", _("参加の申込みを受け取ったお知らせ"), _join(JoinApplication.State.NEW), applications),
        ("join_accepted", _("参加が決まったお知らせ"), _join(JoinApplication.State.ACCEPTED), applications),
        ("join_declined", _("参加をお断りするお知らせ"), _join(JoinApplication.State.DECLINED), applications),
    ]  # fmt: skip
    for name, label, context, subjects in kinds:
        register(
            MessageKind(
                name=_PREFIX + name, label=str(label), render=_renderer(name, context), subjects=subjects
            )
        )
