"""What supporters are told about their registration."""

from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office
from supporters.models import Supporter, SupporterStep

REGISTERED = "supporters.registered"


def tell_registered(supporter: Supporter, step: SupporterStep) -> None:
    """The number, the own page and whom to ask; once for each time that somebody was registered or came back."""
    tell(
        kind=REGISTERED,
        recipient=supporter.person,
        subject=supporter,
        dedupe_key=f"{REGISTERED}:{step.pk}",
    )


def _render(message: Message) -> Text:
    supporter = cast(Supporter, message.subject)
    if not supporter.is_on_the_books:
        raise NoLongerTrue
    context: dict[str, Any] = {
        "supporter": supporter,
        "recipient": message.recipient,
        "office": cast(Office, SimpleLazyObject(Office.objects.current)),
        "own_page_url": settings.SITE_URL + reverse("supporters:me"),
    }
    return render_texts("supporters/messages/registered", context)


def _subjects() -> QuerySet[Any]:
    return Supporter.objects.select_related("person")


def register_kinds() -> None:
    """Tell the correspondence room what the registry says; called once at start-up."""
    register(
        MessageKind(
            name=REGISTERED,
            label=str(_("つながりサポーターの登録のお知らせ")),
            render=_render,
            subjects=_subjects,
            about=lambda supporter: supporter.number,
        )
    )
