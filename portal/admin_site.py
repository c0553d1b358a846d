from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.recording import recorded
from portal.sign_in.site import GuardedAdminSite
from portal.work import WorkLine, waiting_work

# More than seven lines on the start page is no longer seen at a glance.
_MOST_LINES = 7
_NEXT_OCCASIONS = 3


class PortalAdminSite(GuardedAdminSite):
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

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page of the office goes on record here, after it was seen who asks."""
        return super().admin_view(recorded(view), cacheable)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from portal.desk import views as desk
        from portal.handover import views as handover
        from portal.office import hiding_pages as hiding
        from portal.personal_files import views as personal_files
        from portal.retention import person_views
        from portal.retention import views as retention
        from portal.sign_in.urls import sign_in_urls

        view = self.admin_view
        return [
            *sign_in_urls(view),
            path("desk/", view(desk.desk), name="desk"),
            path("desk/person/<int:pk>/", view(desk.person), name="desk_person"),
            path("desk/person/<int:pk>/note/", view(desk.note), name="desk_note"),
            path("desk/apply/", view(desk.choose_occasion), name="desk_apply"),
            path("handover/", view(handover.people), name="handover"),
            path("handover/<int:pk>/", view(handover.person), name="handover_person"),
            path("handover/<int:pk>/move/", view(handover.move), name="handover_move"),
            path("handover/records/<int:pk>/", view(handover.record), name="handover_record"),
            path("retention/", view(retention.periods), name="retention"),
            path("retention/files/", view(personal_files.book), name="personal_files"),
            path("retention/files/csv/", view(personal_files.book_csv), name="personal_files_csv"),
            path("retention/person/<int:pk>/", view(person_views.person), name="retention_erase"),
            path("retention/wishes/", view(person_views.wishes), name="retention_wishes"),
            path(
                "retention/person/<int:pk>/decline/",
                view(person_views.decline_wish),
                name="retention_decline",
            ),
            path(
                "retention/person/<int:pk>/<slug:form>/",
                view(person_views.hand_over),
                name="retention_export",
            ),
            path("retention/<slug:name>/", view(retention.change), name="retention_change"),
            path("hidden/", view(hiding.hidden), name="hidden"),
            path("hidden/<str:kind>/<int:pk>/", view(hiding.hide), name="hidden_change"),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from portal.accounts.acting import acting_user
        from portal.accounts.staff.managers import is_last_manager

        work = _work(request)
        occasions = _next_occasions(request, max(1, min(_NEXT_OCCASIONS, _MOST_LINES - len(work))))
        room = _MOST_LINES - len(occasions)
        context = {
            "work": work[:room],
            "more_work": work[room:],
            "next_occasions": occasions,
            # Whose stand-in the reader is, to see what lies there.
            "represented": acting_user(request).represented.order_by("name", "pk"),
            "is_last_manager": request.user.has_perm("accounts.manage_sign_in") and is_last_manager(),
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
        ("inquiries.view_inquiry", "inquiries_inquiry", _("お問い合わせ")),
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
    work = waiting_work(request)
    # Where much comes together, what is empty gives way to the next occasion, which may have to be called off.
    return work if len(work) < _MOST_LINES else [line for line in work if line.count]


def _next_occasions(request: HttpRequest, most: int) -> list[dict[str, Any]]:
    from portal.bookings.models import Occasion
    from portal.bookings.offers import offer_for

    if not request.user.has_perm("bookings.view_booking"):
        return []
    now = timezone.now()
    # Hidden ones too: those who booked come all the same.
    coming = Occasion.objects.ahead(now).filter(is_listed=True).with_seats(now)
    return [
        {
            "occasion": occasion,
            "offer": offer_for(occasion, now=now),
            "first_start": occasion.first_start,  # type: ignore[attr-defined]
            "is_dated": occasion.state != Occasion.State.POSTPONED,
        }
        for occasion in coming[:most]
    ]
