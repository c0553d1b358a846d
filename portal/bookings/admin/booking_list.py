from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.admin import (
    answers,
    asking,
    booking_changes,
    booking_page,
    checking,
    contact,
    entry,
    roster,
    swapping,
)
from portal.bookings.admin.base import OnlyThroughActions
from portal.bookings.models import Booking
from portal.ui.dates import format_moment
from portal.ui.machines import marked
from portal.ui.numbers import format_receipt_number, format_telephone


class ToCheckFilter(admin.SimpleListFilter):
    title = _("職員の確認")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("yes", str(_("確認が必要"))), ("machine", str(_("機械かもしれません")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "machine":
            return queryset.filter(may_be_machine=True)
        if self.value() != "yes":
            return queryset
        return queryset.for_staff_to_check(timezone.now())  # type: ignore[attr-defined]


@admin.register(Booking)
class BookingAdmin(OnlyThroughActions):
    """Applications of all occasions, to be found by whatever the caller can say. A row opens its page."""

    list_display = ("number", "name", "kana", "telephone", "occasion_title", "status", "received")
    list_filter = (ToCheckFilter, "status")
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ("contact", "occasion")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-received_at", "-pk")
    search_fields = ("receipt_number",)
    search_help_text = _("お名前、ふりがな、電話番号、受付番号でさがす")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Booking], search_term: str
    ) -> tuple[QuerySet[Booking], bool]:
        term = search_term.strip()
        return (roster.search_bookings(queryset, term) if term else queryset), False

    @admin.display(description=_("受付番号"))
    def number(self, booking: Booking) -> str:
        return format_receipt_number(booking.receipt_number)

    @admin.display(description=_("連絡先のお名前"))
    def name(self, booking: Booking) -> str:
        return marked(booking.contact.name, booking.may_be_machine)

    @admin.display(description=_("ふりがな"))
    def kana(self, booking: Booking) -> str:
        return booking.contact.kana

    @admin.display(description=_("電話"))
    def telephone(self, booking: Booking) -> str:
        return format_telephone(booking.contact.ways.telephone)

    @admin.display(description=_("研修・催し"))
    def occasion_title(self, booking: Booking) -> str:
        return booking.occasion.title

    @admin.display(description=_("受付日時"), ordering="received_at")
    def received(self, booking: Booking) -> str:
        return format_moment(booking.received_at)

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, Any] = {
            "entered": entry.entered,
            "cancel": booking_changes.cancel,
            "undo": booking_changes.undo,
            "restore": booking_changes.restore,
            "promote": booking_changes.promote,
            "move": booking_changes.move,
            "contact": contact.change_contact,
            "edit": booking_changes.edit,
            "answer": answers.answer_postponement,
            "answer_offer": answers.answer_offer,
            "swap": swapping.swap,
            "decline": asking.decline,
            "pass_on": asking.pass_on,
            "contacted": asking.contacted,
            "checked": checking.checked,
            "same": roster.same_person,
            "another": roster.another_person,
        }
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="bookings_booking_changelist"),
            path("<int:pk>/", view(booking_page.booking), name="bookings_booking_page"),
            *(
                path(f"<int:pk>/{name}/", view(function), name=f"bookings_booking_{name}")
                for name, function in pages.items()
            ),
            # Stock links to one booking lead to its page.
            path("<int:pk>/change/", view(booking_page.booking), name="bookings_booking_change"),
        ]
