"""What waits for an organisation: seven short lines at the most, the same on its home page and in its weekly mail.
Numbers and ways to go only, no word of what members wrote."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from platform_orgs.models import Meeting, Need, Organisation, Profile, Response
from platform_orgs.needs.finding import NEW, new_for
from portal.ui.dates import format_short_date

_SOON = datetime.timedelta(days=7)
State = Need.State


@dataclass(frozen=True)
class Line:
    """``is_todo``: somebody is asked to do something; otherwise it is good to know."""

    text: str
    url: str
    is_todo: bool = True


def lines(organisation: Organisation) -> list[Line]:
    """Eight queries at the most."""
    found = [
        _page(organisation),
        _check(organisation),
        _answers(organisation),
        _threads(organisation),
        _expiring(organisation),
        _meeting(organisation),
        _new_needs(organisation),
    ]
    return [line for line in found if line is not None]


def _page(organisation: Organisation) -> Line | None:
    newest = organisation.profiles.exclude(state=Profile.State.DRAFT).first()
    if newest is not None and newest.state == Profile.State.SENT_BACK:
        return Line(_("団体のページに、直しのお願いがあります"), _own("profile", organisation))
    if newest is not None and newest.state == Profile.State.WAITING:
        return Line(
            _("送ったページを、職員が確認しています"), _own("organisation", organisation), is_todo=False
        )
    return None


def _check(organisation: Organisation) -> Line | None:
    if organisation.checks.filter(answered_at__isnull=True).exists():
        return Line(
            _("団体のページは、いまも合っていますか（年に一度の確認）"), _own("organisation", organisation)
        )
    return None


def _answers(organisation: Organisation) -> Line | None:
    """Answers to its own needs in which the other side said the last word and which it may decide on."""
    waiting = _talked_about(organisation).filter(need__organisation=organisation)
    return _one_or_list(waiting, _("出した困りごとへの、新しい回答や返事：%(count)d件"), "?show=mine")


def _threads(organisation: Organisation) -> Line | None:
    waiting = _talked_about(organisation).filter(organisation=organisation)
    return _one_or_list(waiting, _("回答した相手が、返事を待っています：%(count)d件"), "")


def _talked_about(organisation: Organisation) -> QuerySet[Response]:
    """What the office has taken over waits for the office alone."""
    return Response.objects.waiting_for(organisation).filter(need__audience=Need.Audience.MEMBERS)


def _one_or_list(responses: QuerySet[Response], text: str, query: str) -> Line | None:
    """Straight to the thread where there is one."""
    rows = list(responses.select_related("need", "organisation"))
    if not rows:
        return None
    url = reverse("platform:needs") + query
    if len(rows) == 1:
        url = reverse("platform:need-thread", args=[rows[0].need.slug, rows[0].address])
    return Line(text % {"count": len(rows)}, url)


def _expiring(organisation: Organisation) -> Line | None:
    today = timezone.localdate()
    slugs = list(
        organisation.needs.filter(state=State.OPEN, until__gte=today, until__lte=today + _SOON).values_list(
            "slug", flat=True
        )
    )
    if not slugs:
        return None
    url = (
        reverse("platform:need", args=slugs) if len(slugs) == 1 else reverse("platform:needs") + "?show=mine"
    )
    return Line(_("もうすぐ期限の困りごと：%(count)d件") % {"count": len(slugs)}, url)


def _meeting(organisation: Organisation) -> Line | None:
    meeting = (
        Meeting.objects.filter(state=Meeting.State.CALLED, starts_at__gt=timezone.now())
        .exclude(replies__organisation=organisation)
        .order_by("starts_at", "id")
        .first()
    )
    if meeting is None:
        return None
    day = format_short_date(meeting.starts_at)
    return Line(_("%(day)sの会議の返事") % {"day": day}, reverse("platform:meeting", args=[meeting.slug]))


def _new_needs(organisation: Organisation) -> Line | None:
    count = new_for(organisation).count()
    if not count:
        return None
    text = _("力を貸せるかもしれない、新しい困りごと：%(count)d件") % {"count": count}
    return Line(text, f"{reverse('platform:needs')}?show={NEW}", is_todo=False)


def _own(name: str, organisation: Organisation) -> str:
    return reverse(f"platform:{name}", args=[organisation.slug])
