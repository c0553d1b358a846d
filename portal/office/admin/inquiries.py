import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.office.models import Inquiry
from portal.office.working_days import working_day_before
from portal.search.folding import fold


@admin.register(Inquiry)
class InquiryAdmin(admin.ModelAdmin):
    """What residents wrote stays as they wrote it: staff set the state and keep a note."""

    list_display = ("__str__", "received_at", "lateness", "state", "owner", "answer_wish", "beginning")
    list_filter = ("state", "answer_wish")
    list_select_related = ("owner",)
    search_fields = ("name",)
    search_help_text = _("お名前、内容、メモから")
    fields = (
        "received_at", "body", "name", "answer_wish", "email", "telephone", "how_to_call", "state", "owner",
        "office_note",
    )  # fmt: skip
    readonly_fields = ("received_at", "body", "name", "answer_wish", "email", "telephone", "how_to_call")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inquiry]:
        now = timezone.localtime()
        since = datetime.datetime.combine(working_day_before(now.date()), now.time(), now.tzinfo)
        return super().get_queryset(request).with_lateness(since)  # type: ignore[attr-defined]

    @admin.display(description=_("未読の間"))
    def lateness(self, inquiry: Inquiry) -> str:
        return gettext("1開庁日をこえて未読") if inquiry.is_late else ""  # type: ignore[attr-defined]

    @admin.display(description=_("電話をかける前に"))
    def how_to_call(self, inquiry: Inquiry) -> str:
        return inquiry.how_to_call or gettext("電話の希望はありません")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Inquiry], search_term: str
    ) -> tuple[QuerySet[Inquiry], bool]:
        """The database cannot look into what is sealed; an office has few enough inquiries to read them all."""
        if not search_term:
            return queryset, False
        words = [fold(word) for word in search_term.split()]
        texts = queryset.values_list("pk", "name", "body", "office_note")
        found = [pk for pk, *parts in texts if all(word in fold("\n".join(parts)) for word in words)]
        return queryset.filter(pk__in=found), False

    @admin.display(description=_("内容のはじめ"))
    def beginning(self, inquiry: Inquiry) -> str:
        return inquiry.body[:40]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Inquiry | None = None) -> bool:
        return False
