"""Needs and answers that have gone through the actions, for tests about them."""

import datetime
from typing import Any

from django.utils import timezone

from platform_orgs import actions as organisation_actions
from platform_orgs.models import Need, Organisation, PlatformSettings, Response
from platform_orgs.needs import actions
from portal.accounts.models import User
from tests import factories

NOTHING_WORRYING = actions.Questions(can_be_guessed=False, is_rare=False, is_unknown_to_them=False)
TYPED: dict[str, Any] = {
    "title": "冬の灯油代が払えない家が増えている",
    "body": "古い家に住む人から、この冬の灯油代の相談が続いています。",
    "category": "money",
    "field_of_work": "livelihood",
    "lasts": "91",
    "audience": "members",
}
ANSWERS = {"can_be_guessed": "no", "is_rare": "no", "is_unknown_to_them": "no"}


def writing(**changes: Any) -> actions.Writing:
    values: dict[str, Any] = {
        "title": "冬の灯油代が払えない家が増えている",
        "body": "古い家に住む人から、この冬の灯油代の相談が続いています。",
        "category": "money",
        "until": timezone.localdate() + datetime.timedelta(days=91),
    }
    return actions.Writing(**values | changes)


def draft(organisation: Organisation, by: User, **changes: Any) -> Need:
    return actions.write_need(writing=writing(**changes), organisation_id=organisation.pk, by=by)


def send(need: Need, by: User, **how: Any) -> Need:
    return actions.send_need(need_id=need.pk, questions=NOTHING_WORRYING, by=by, **how)


def opened(organisation: Organisation, by: User, **changes: Any) -> Need:
    """Open for answers: sent, and read by somebody in the office."""
    need = send(draft(organisation, by, **changes), by)
    return actions.open_need(need_id=need.pk, revision=need.revision, by=factories.make_user(is_staff=True))


def answered(need: Need, organisation: Organisation, by: User, *, shown: bool = True) -> Response:
    """Answered by an organisation; read by the office unless told otherwise."""
    response = actions.answer(
        need_id=need.pk, organisation_id=organisation.pk, text="毎月、灯油を届けられます。", by=by
    )
    if shown:
        show(response)
    return response


def show(response: Response) -> None:
    last = response.messages.order_by("-pk")[0]
    actions.show_messages(response_id=response.pk, seen_id=last.pk, by=factories.make_user(is_staff=True))


def reads_last() -> None:
    """Let the office not read first."""
    PlatformSettings.objects.update_or_create(pk=1, defaults={"reads_first": False})


def say(response, side, by, text="いつがよいですか。", **how):
    return actions.write_message(response_id=response.pk, side=side, text=text, by=by, **how)


def end(organisation, staff, successor=None):
    organisation_actions.end(
        organisation_id=organisation.pk,
        state="merged" if successor else "left",
        on=timezone.localdate(),
        reason="x",
        by=staff,
        successor_id=successor.pk if successor else None,
    )
