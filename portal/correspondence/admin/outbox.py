import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.admin_back import back
from portal.correspondence import kinds
from portal.correspondence.actions import (
    mark_not_received,
    mark_received,
    resend,
    send_again,
)
from portal.correspondence.admin.written_by_actions import WrittenByActions, log
from portal.correspondence.masking import mask_links
from portal.correspondence.models import OutboxMail
from portal.errors import PortalError
from portal.people.models import Person


class NeedsStaffFilter(admin.SimpleListFilter):
    title = gettext_lazy("職員の確認")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("yes", _("確認が必要"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.needing_staff()  # type: ignore[attr-defined]
        return queryset


class MailPress:
    """One button of the mail page: what it is called, what it asks back, what it does."""

    def __init__(
        self,
        label: Any,
        question: Any,
        done: Any,
        action: Callable[..., object],
        is_offered: Callable[[OutboxMail], object],
    ) -> None:
        self.label = label
        self.question = question
        self.done = done
        self.action = action
        self.is_offered = is_offered


def _can_send_again(mail: OutboxMail) -> bool:
    did_not_arrive = mail.state in {"failed", "unknown"} or mail.not_received_at
    message = mail.message
    is_latest = all(other.pk <= mail.pk for other in message.mails.all())
    return bool(did_not_arrive and is_latest and not message.told_at and not message.withdrawn_at)


PRESSES = {
    "not-received": MailPress(
        gettext_lazy("届いていない"),
        gettext_lazy("届いていないことを記録し、電話する相手の一覧に載せます。"),
        gettext_lazy("電話する相手の一覧に載せました。"),
        mark_not_received,
        lambda mail: mail.state in {"sent", "unknown"} and not mail.handled_at,
    ),
    "received": MailPress(
        gettext_lazy("届いていた"),
        gettext_lazy("本人に届いていたことを記録します。"),
        gettext_lazy("届いていたことを記録しました。"),
        mark_received,
        lambda mail: mail.state == "unknown" and not mail.handled_at,
    ),
    "send-again": MailPress(
        gettext_lazy("もう一度送る"),
        gettext_lazy("いま登録されているアドレスに、同じ内容をもう一度送ります。2通届くことがあります。"),
        gettext_lazy("もう一度送る用意をしました。まもなく送ります。"),
        send_again,
        _can_send_again,
    ),
}


@admin.register(OutboxMail)
class OutboxMailAdmin(WrittenByActions):
    change_list_template = "admin/correspondence/outbox.html"
    list_display = ("written_at", "kind", "recipient", "address", "state", "ended_at", "note")
    list_display_links = ("written_at", "kind")
    list_filter = (NeedsStaffFilter, "state", "message__is_urgent")
    list_select_related = ("message__recipient",)
    list_per_page = 50
    show_full_result_count = False
    # Only says that there is a search.
    search_fields = ("sent_to",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMail]:
        return super().get_queryset(request).exclude(message__kind__in=kinds.hidden_from(request.user))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[OutboxMail], search_term: str
    ) -> tuple[QuerySet[OutboxMail], bool]:
        """By any part of a name, reading or address; parts of an address that is hidden find nobody."""
        if not search_term.strip():
            return queryset, False
        people = Person.objects.matching(search_term).order_by().values("pk")
        sent = Q(sent_to__icontains=search_term, message__recipient__handle_with_care=False)
        return queryset.filter(Q(message__recipient__in=people) | sent), False

    @admin.display(description=gettext_lazy("作成日時"), ordering="id")
    def written_at(self, mail: OutboxMail) -> str:
        return _moment(mail.message.created_at)

    @admin.display(description=gettext_lazy("送信日時"), ordering="finished_at")
    def ended_at(self, mail: OutboxMail) -> str:
        return _moment(mail.finished_at) if mail.finished_at else ""

    @admin.display(description=gettext_lazy("種類"))
    def kind(self, mail: OutboxMail) -> str:
        return kinds.label_of(mail.message.kind)

    @admin.display(description=gettext_lazy("宛先"))
    def recipient(self, mail: OutboxMail) -> str:
        return mail.message.recipient.name

    @admin.display(description=gettext_lazy("送り先"))
    def address(self, mail: OutboxMail) -> str:
        ways = mail.message.recipient.ways
        return _("（取扱注意）") if ways.is_hidden else mail.sent_to or ways.email

    @admin.display(description=gettext_lazy("職員の確認"))
    def note(self, mail: OutboxMail) -> str:
        if mail.not_received_at:
            return _("届いていない")
        if mail.handled_at:
            return _("確認済み")
        return _("確認が必要") if mail.state == "unknown" else ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        mails = OutboxMail.objects.exclude(message__kind__in=kinds.hidden_from(request.user))
        counts = mails.aggregate(
            queued=Count("pk", filter=Q(state="queued")),
            unknown=Count("pk", filter=Q(state="unknown", handled_at__isnull=True)),
        )
        counts["failed"] = mails.needing_staff().filter(state="failed").count()
        return super().changelist_view(
            request, {"title": self.opts.verbose_name_plural, "counts": counts, **(extra_context or {})}
        )

    def get_urls(self) -> list[URLPattern]:
        press = self.admin_site.admin_view(require_POST(self.press_view))
        resend = self.admin_site.admin_view(require_POST(self.resend_view))
        return [
            path("<int:pk>/resend/", resend, name="correspondence_outboxmail_resend"),
            path("<int:pk>/<str:press>/press/", press, name="correspondence_outboxmail_press"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self.mail_view(request, object_id)

    @staticmethod
    def _get(request: HttpRequest, pk: int | str) -> OutboxMail:
        mails = OutboxMail.objects.select_related("message__recipient", "handled_by", "requested_by")
        mail = get_object_or_404(mails.prefetch_related("message__mails"), pk=pk)
        if mail.message.kind in kinds.hidden_from(request.user):
            raise PermissionDenied
        return mail

    def mail_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """One mail with its text: as it went out, or as it would go out now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return require_safe(self._mail_page)(request, self._get(request, object_id))

    def _mail_page(self, request: HttpRequest, mail: OutboxMail) -> TemplateResponse:
        if mail.message.kind in kinds.closed_to(request.user):
            raise PermissionDenied
        kinds.note_shown([mail.message], acting_user(request), "mail")
        subject, text, is_preview = mail_text(mail)
        return self.page(
            request,
            "mail.html",
            _("メール"),
            mail=mail,
            recipient=mail.message.recipient,
            has_address=bool(mail.message.recipient.address),
            has_fax=bool(mail.message.recipient.fax),
            kind_label=kinds.label_of(mail.message.kind),
            mail_subject=subject,
            mail_text=text,
            is_preview=is_preview,
            other_mails=[other for other in mail.message.mails.all() if other.pk != mail.pk],
            presses=[(name, press) for name, press in PRESSES.items() if press.is_offered(mail)],
            shows_links=settings.DEMO,
        )

    def resend_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody on the telephone asks for a mail once more: one press, back to where it was pressed."""
        if not self.may_act(request):
            raise PermissionDenied
        mail = self._get(request, pk)
        try:
            resend(mail=mail, by=acting_user(request))
        except PortalError as error:
            messages.error(request, str(error))
        else:
            log(request, mail, _("もう一度送る"))
            text = _("「%(kind)s」をもう一度 %(address)s に送ります。数分で届きます。")
            address = mail.message.recipient.ways.email or _("登録のアドレス")
            about = {"kind": kinds.label_of(mail.message.kind), "address": address}
            messages.success(request, text % about)
        return back(request, "admin:correspondence_outboxmail_change", mail.pk)

    def press_view(self, request: HttpRequest, pk: int, press: str) -> HttpResponse:
        """Ask back first, then act."""
        if not self.may_act(request):
            raise PermissionDenied
        mail = self._get(request, pk)
        chosen = PRESSES.get(press)
        back = reverse("admin:correspondence_outboxmail_change", args=[mail.pk])
        if chosen is None:
            return HttpResponseRedirect(back)
        if "confirmed" not in request.POST:
            return self.page(
                request,
                "mail_confirm.html",
                str(chosen.label),
                mail=mail,
                recipient=mail.message.recipient,
                kind_label=kinds.label_of(mail.message.kind),
                press=chosen,
                back=back,
            )
        try:
            chosen.action(mail=mail, by=acting_user(request))
        except PortalError as error:
            messages.error(request, str(error))
        else:
            log(request, mail, str(chosen.label))
            messages.success(request, chosen.done)
        return HttpResponseRedirect(back)


def _moment(value: datetime.datetime) -> str:
    return f"{timezone.localtime(value):%Y/%m/%d %H:%M}"


def mail_text(mail: OutboxMail) -> tuple[str, str, bool]:
    """Subject and text as staff may read them, and whether that is what would be sent now.

    In the demo links are shown whole, because there is no other way to open them.
    """
    if mail.sent_text and not settings.DEMO:
        return mail.sent_subject, mail.sent_text, False
    try:
        text = kinds.render(mail.message)
    except (kinds.NoLongerTrue, KeyError):
        return mail.sent_subject, mail.sent_text, False
    return text.subject, text.mail if settings.DEMO else mask_links(text.mail), not mail.sent_text
