from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# More than seven lines on the start page is no longer seen at a glance.
_MOST_LINES = 7
_NEXT_OCCASIONS = 3


@dataclass(frozen=True)
class WorkLine:
    """One line of the start page: something of which some are waiting."""

    label: str
    count: int
    unit: str
    url: str


class PortalAdminSite(AdminSite):
    """The office's working place: the stock admin under the portal's own name, with a start page that says
    what there is to do today."""

    site_title = gettext_lazy("つながりポータル 事務局")
    site_header = gettext_lazy("つながりポータル 事務局")
    index_title = gettext_lazy("きょうの仕事")
    empty_value_display = "－"
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Nothing is removed in bulk by a slip of the mouse.
        self.disable_action("delete_selected")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the frame of every page shows. Unlike Django's it does not go through all models and their
        permissions: only the start page lists them."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "log_entries": self.get_log_entries(request),
            "quick_links": _quick_links(request),
        }

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from portal.desk import views as desk
        from portal.handover import views as handover

        view = self.admin_view
        return [
            path("desk/", view(desk.desk), name="desk"),
            path("desk/person/<int:pk>/", view(desk.person), name="desk_person"),
            path("desk/person/<int:pk>/note/", view(desk.note), name="desk_note"),
            path("desk/apply/", view(desk.choose_occasion), name="desk_apply"),
            path("handover/", view(handover.people), name="handover"),
            path("handover/<int:pk>/", view(handover.person), name="handover_person"),
            path("handover/<int:pk>/move/", view(handover.move), name="handover_move"),
            path("handover/records/<int:pk>/", view(handover.record), name="handover_record"),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from portal.accounts.acting import acting_user

        work = _work(request)
        context = {
            "work": work,
            "next_occasions": _next_occasions(request, max(1, min(_NEXT_OCCASIONS, _MOST_LINES - len(work)))),
            # Whose stand-in the reader is, to see what lies there.
            "represented": acting_user(request).represented.order_by("name", "pk"),
            **(extra_context or {}),
        }
        return super().index(request, context)


def _quick_links(request: HttpRequest) -> list[tuple[str, str]]:
    """The places that staff need while the telephone rings, in the head of every page."""
    links = [
        ("trainings.view_trainingsession", "trainings_trainingsession", _("研修")),
        ("events.view_event", "events_event", _("催し")),
        ("bookings.view_booking", "bookings_booking", _("申込をさがす")),
        ("supporters.view_supporter", "supporters_supporter", _("サポーター名簿")),
        ("correspondence.view_calllistline", "correspondence_calllistline", _("電話する相手")),
        ("correspondence.view_paperitem", "correspondence_paperitem", _("手紙・FAX")),
        ("correspondence.view_outboxmail", "correspondence_outboxmail", _("送信箱")),
        ("people.view_person", "people_person", _("人をさがす")),
        ("platform_orgs.view_organisation", "platform_orgs_organisation", _("団体")),
        ("supporters.view_concern", "supporters_concern", _("気づき")),
    ]
    shown = [
        (reverse(f"admin:{name}_changelist"), label)
        for permission, name, label in links
        if request.user.has_perm(permission)
    ]
    if request.user.has_perm("people.view_person"):
        shown.insert(0, (reverse("admin:desk"), _("電話受付")))
    return shown


def _work(request: HttpRequest) -> list[WorkLine]:
    from portal.bookings.admin.accommodations import still_to_arrange, to_call_off
    from portal.bookings.models import Booking, Occasion
    from portal.correspondence.kinds import closed_to, hidden_from
    from portal.correspondence.models import CallListLine, OutboxMail, PaperItem
    from portal.office.models import Helpline, Inquiry
    from supporters.models import Concern, Interest
    from trainings.visits.models import VisitRequest

    now = timezone.now()
    lines: list[tuple[str, str, str, Any, str, str]] = [
        (
            "correspondence.view_calllistline",
            _("電話する相手"),
            _("人"),
            CallListLine.objects.to_call(now).exclude(message__kind__in=closed_to(request.user)),
            "correspondence_calllistline",
            "",
        ),
        (
            "correspondence.view_outboxmail",
            _("送れなかったメール"),
            _("通"),
            OutboxMail.objects.needing_staff().exclude(message__kind__in=hidden_from(request.user)),
            "correspondence_outboxmail",
            "?attention=yes",
        ),
        (
            "bookings.view_booking",
            _("確認する申込"),
            _("件"),
            Booking.objects.for_staff_to_check(now),
            "bookings_booking",
            "?check=yes",
        ),
        (
            "office.view_inquiry",
            _("未読のお問い合わせ"),
            _("件"),
            Inquiry.objects.filter(state=Inquiry.State.NEW),
            "office_inquiry",
            "?state__exact=new",
        ),
    ]
    paper = (
        "correspondence.view_paperitem",
        _("手紙・FAX"),
        _("通"),
        PaperItem.objects.waiting(now).exclude(message__kind__in=closed_to(request.user)),
        "correspondence_paperitem",
        "",
    )
    visits = (
        "trainings.view_visitrequest",
        _("新しい出前講座の依頼"),
        _("件"),
        VisitRequest.objects.filter(state=VisitRequest.State.NEW),
        "trainings_visitrequest",
        "?state__exact=new",
    )
    interests = (
        "supporters.view_interest",
        _("次の研修を待っている人"),
        _("人"),
        Interest.objects.waiting_for_a_training(),
        "supporters_interest",
        "?state__exact=confirmed",
    )
    decisions = (
        "bookings.view_occasion",
        _("これからする抽選・選考"),
        _("件"),
        Occasion.objects.to_decide(now),
        "bookings_occasion",
        "?decide=yes",
    )
    helplines = (
        "office.change_helpline",
        _("6か月以上確認していない相談窓口"),
        _("件"),
        Helpline.objects.needing_check(timezone.localdate(now)),
        "office_helpline",
        "?check=old",
    )
    late = Concern.objects.late(now)
    is_late = request.user.has_perm("supporters.view_concern") and late.exists()
    concerns = (
        "supporters.view_concern",
        _("読むのが遅れている気づき") if is_late else _("新しい気づき"),
        _("件"),
        late if is_late else Concern.objects.filter(state=Concern.State.NEW),
        "supporters_concern",
        "",
    )
    found = [
        WorkLine(label, rows.count(), unit, reverse(f"admin:{name}_changelist") + query)
        for permission, label, unit, rows, name, query in (
            concerns,
            lines[0],
            paper,
            *lines[1:],
            decisions,
            visits,
            interests,
            helplines,
        )
        if request.user.has_perm(permission)
    ]
    # What comes now and then has a line only while something waits.
    now_and_then = {
        label for _permission, label, *_rest in (concerns, paper, decisions, visits, interests, helplines)
    }
    shown = [line for line in found if line.count or line.label not in now_and_then]
    if request.user.has_perm("bookings.view_booking"):
        # Everybody sees how many there are, only those who arrange them what and for whom.
        may_arrange = request.user.has_perm("bookings.arrange_accommodations")
        url = reverse("admin:bookings_accommodationrequest_changelist") if may_arrange else ""
        count = still_to_arrange().count() + to_call_off().count()
        shown.append(WorkLine(_("配慮の手配"), count, _("件"), url))
    shown += _platform_line(request)
    # Where much comes together, what is empty gives way to the next occasion, which may have to be called off.
    return shown if len(shown) < _MOST_LINES else [line for line in shown if line.count]


def _platform_line(request: HttpRequest) -> list[WorkLine]:
    """What organisations wait for, while any does: their needs and answers, which are read first, and one line
    for the rest, to where most waits."""
    from platform_orgs.models import JoinApplication, Need, Organisation, Profile

    lines = []
    if request.user.has_perm("platform_orgs.view_need") and (count := Need.objects.wanting_office().count()):
        url = reverse("admin:platform_orgs_need_changelist") + "?waits=yes"
        lines.append(WorkLine(_("団体の困りごと・回答を読む"), count, _("件"), url))
    if not request.user.has_perm("platform_orgs.view_organisation"):
        return lines
    joining = JoinApplication.objects.filter(state=JoinApplication.State.NEW).count()
    pages = Profile.objects.filter(
        state=Profile.State.WAITING, organisation__state=Organisation.State.ACTIVE
    ).count()
    url = (
        reverse("admin:platform_orgs_joinapplication_changelist") + "?state__exact=new"
        if joining > pages
        else reverse("admin:platform_orgs_organisation_changelist") + "?attention=waiting"
    )
    count = joining + pages
    if count:
        lines.append(WorkLine(_("団体の申込み・ページの確認"), count, _("件"), url))
    return lines


def _next_occasions(request: HttpRequest, most: int) -> list[dict[str, Any]]:
    from portal.bookings.models import Occasion
    from portal.bookings.offers import offer_for

    if not request.user.has_perm("bookings.view_booking"):
        return []
    now = timezone.now()
    coming = Occasion.objects.upcoming(now).exclude(state=Occasion.State.CANCELLED).with_seats(now)
    return [
        {
            "occasion": occasion,
            "offer": offer_for(occasion, now=now),
            "first_start": occasion.first_start,  # type: ignore[attr-defined]
            "is_dated": occasion.state != Occasion.State.POSTPONED,
        }
        for occasion in coming.exclude(state=Occasion.State.CLOSED)[:most]
    ]
