"""What people on the interest list are told. Texts stand in ``templates/supporters/messages/``."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.addresses import occasion_path
from portal.bookings.models import Occasion
from portal.bookings.offers import offer_for
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office
from portal.ui.dates import format_moment, format_period
from supporters.interest.links import confirm_url, leave_url
from supporters.interest.models import Interest, InterestNotice, Opening

CONFIRM = "supporters.interest_confirm"
OPENED = "supporters.interest_opened"

# Whoever types somebody else's address must not be able to fill their box.
_MAILS_A_DAY = 3
_PAUSE = datetime.timedelta(minutes=2)
# What opens within this time is told in one message; staff who published by mistake can still stop it.
GATHERING = datetime.timedelta(minutes=30)


def ask_to_confirm(interest: Interest) -> None:
    """Send the mail by which the owner of the address confirms; not at once again, and not all day long.
    The caller holds the address's lock or has just made the interest."""
    now = timezone.now()
    earlier = Message.objects.filter(kind=CONFIRM, subject_id=interest.pk).order_by("-created_at")
    moments = list(earlier.values_list("created_at", flat=True)[:_MAILS_A_DAY])
    if moments and now < moments[0] + _PAUSE:
        return
    if len(moments) == _MAILS_A_DAY and now < moments[-1] + datetime.timedelta(days=1):
        return
    key = f"{CONFIRM}:{interest.pk}:{now.isoformat()}"
    tell(kind=CONFIRM, recipient=interest.person, subject=interest, dedupe_key=key, is_urgent=True)


def tell_opened(notice: InterestNotice) -> None:
    """Tell of a training, in the message that is being gathered for the person if there is one."""
    interest = notice.interest
    now = timezone.now()
    # Well before it goes out, so that nothing is added to what is on its way already.
    gathered = now - GATHERING + datetime.timedelta(minutes=5)
    message = Message.objects.filter(
        kind=OPENED, subject_id=interest.pk, created_at__gt=gathered, withdrawn_at=None
    ).first()
    if message is None:
        message = tell(
            kind=OPENED,
            recipient=interest.person,
            subject=interest,
            dedupe_key=f"{OPENED}:{notice.pk}",
            not_before=now + GATHERING,
        )
    InterestNotice.objects.filter(pk=notice.pk).update(message=message)


def _render_confirm(message: Message) -> Text:
    interest: Any = message.subject
    if not interest.is_live:
        raise NoLongerTrue
    context = {
        "interest": interest,
        "office": Office.objects.current(),
        "confirm_url": confirm_url(interest),
        "leave_url": leave_url(interest),
        "form_url": settings.SITE_URL + reverse("supporters:interest"),
        "until": format_moment(interest.asked_at + datetime.timedelta(days=7)),
    }
    return render_texts("supporters/messages/interest_confirm", context)


def _render_opened(message: Message) -> Text:
    interest: Any = message.subject
    if interest.state != Interest.State.CONFIRMED:
        raise NoLongerTrue
    now = timezone.now()
    told = [
        (notice.opening.occasion, offer_for(notice.opening.occasion, now=now))
        for notice in interest.notices.all()
        if notice.message_id == message.pk
    ]
    trainings = [_training(occasion, offer) for occasion, offer in told if offer.is_open]
    if not trainings:
        raise NoLongerTrue
    context = {
        "recipient": message.recipient,
        "trainings": trainings,
        "office": Office.objects.current(),
        "leave_url": leave_url(interest),
    }
    return render_texts("supporters/messages/interest_opened", context)


def _training(occasion: Occasion, offer: Any) -> dict[str, Any]:
    return {
        "occasion": occasion,
        "offer": offer,
        "closes": format_moment(offer.closes_at) if offer.closes_at else "",
        "url": settings.SITE_URL + occasion_path(occasion),
        "dates": [
            {"period": format_period(date.starts_at, date.ends_at), "date": date}
            for date in occasion.dates.all()
            if not date.off
        ],
    }


def _unsubscribe_headers(message: Message) -> dict[str, str]:
    """RFC 8058: mail programmes offer a button that leaves the list without opening a page."""
    interest: Any = message.subject
    return {
        "List-Unsubscribe": f"<{leave_url(interest)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _interests() -> QuerySet[Any]:
    seats = Occasion.objects.with_seats(timezone.now())
    openings = Opening.objects.prefetch_related(Prefetch("occasion", seats))
    notices = InterestNotice.objects.prefetch_related(Prefetch("opening", openings)).order_by("pk")
    return Interest.objects.prefetch_related(Prefetch("notices", notices))


def register_kinds() -> None:
    """Called once at start-up."""
    register(
        MessageKind(
            name=CONFIRM,
            label=str(_("お知らせの登録の確認")),
            render=_render_confirm,
            by_mail_only=True,
        )
    )
    register(
        MessageKind(
            name=OPENED,
            label=str(_("研修の受付が始まったお知らせ")),
            render=_render_opened,
            subjects=_interests,
            headers=_unsubscribe_headers,
        )
    )
