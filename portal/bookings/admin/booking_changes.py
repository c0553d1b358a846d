"""What staff do to one booking. Each press goes to an action and comes back with what happened."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.actions.details import change_details, details_of
from portal.bookings.admin.base import attempt, names_of, page, posted, staff_may
from portal.bookings.admin.booking_forms import (
    AboveCapacityForm,
    CancelForm,
    DetailsForm,
    MoveForm,
    RestoreForm,
)
from portal.bookings.admin.booking_page import MOVABLE, get_booking
from portal.bookings.admin.stale import refuse_stale
from portal.bookings.errors import StaleRevision
from portal.bookings.models import Attendee, Booking, JournalEntry, PlaceKind
from portal.errors import PortalError

_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_FORM_METHODS)
@staff_may("change_booking")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_booking(pk)
    live = [a for a in booking.attendees.all() if a.is_live]
    form = CancelForm(live, posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            actions.cancel,
            booking_id=pk,
            attendee_ids=form.attendee_ids(),
            by=acting_user(request),
            told=form.cleaned_data["told"],
        )
        if done:
            ids = form.attendee_ids()
            who = "、".join(a.person.name for a in live if ids is None or a.pk in ids)
            return _done(request, pk, _cancelled(who, booking, told=form.cleaned_data["told"]))
    return _form_page(
        request,
        booking,
        form,
        title=_("申込を取り消す"),
        read_back=_("「%(names)s さんの申込を取り消します。よろしいですか。」と読み上げて確かめてください。")
        % {"names": names_of(booking)},
        follows=_(
            "席は10分のあいだ取っておき、そのあいだは元に戻せます。そのあとで、待っている人に席がまわります。"
        )
        if booking.status == Booking.Status.CONFIRMED
        else "",
        button=_("取り消す"),
        is_danger=True,
        is_off=not live,
    )


def _cancelled(names: str, booking: Booking, *, told: bool) -> str:
    text = _("%(names)s さんの申込を取り消しました。") % {"names": names}
    if booking.status == Booking.Status.CONFIRMED:
        text += _("10分のあいだは元に戻せます。")
    return text + ("" if told else _("お知らせは、連絡の方法で送ります。"))


@require_POST
@staff_may("change_booking")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take staff's own cancelling back while the seat is kept; later the page of restoring decides."""
    booking = get_booking(pk)
    now = timezone.now()
    held = [a.pk for a in booking.attendees.all() if a.held_until and a.held_until > now]
    if not held:
        messages.warning(request, _("10分を過ぎました。空いている席を確かめて、ここで復活させてください。"))
        return redirect("admin:bookings_booking_restore", pk)
    try:
        actions.restore(booking_id=pk, by=acting_user(request), attendee_ids=held)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("admin:bookings_booking_page", pk)
    return _done(
        request, pk, _("取消を元に戻しました。席はそのままです。何を知らせたかは「伝えたこと」にあります。")
    )


@require_http_methods(_FORM_METHODS)
@staff_may("change_booking")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_booking(pk)
    gone = [a for a in booking.attendees.all() if not a.is_live]
    had_seat = (booking.status_before or booking.status) == Booking.Status.CONFIRMED
    form = RestoreForm(
        gone, posted(request), needs_room=had_seat and _free(booking, gone) < _size(request, gone)
    )
    if request.method == "POST" and form.is_valid():
        entry = attempt(
            form,
            actions.restore,
            booking_id=pk,
            by=acting_user(request),
            attendee_ids=form.cleaned_data["attendees"],
            told=form.cleaned_data["told"],
        )
        if entry:
            return _done(request, pk, str(_RESTORED[JournalEntry.Verb(entry.verb)]))
    return _form_page(
        request,
        booking,
        form,
        title=_("取り消した申込を復活させる"),
        read_back="",
        follows=_("いま空いている席：%(free)s") % {"free": _free(booking, gone)}
        if had_seat
        else _("キャンセル待ちの、もとの順番にもどります。"),
        button=_("復活させる"),
        is_off=not gone,
    )


_RESTORED = {
    JournalEntry.Verb.UNDONE: gettext_lazy("取消を元に戻しました。席はそのままです。"),
    JournalEntry.Verb.RESTORED: gettext_lazy("復活させました。"),
    JournalEntry.Verb.RESTORED_ABOVE_CAPACITY: gettext_lazy(
        "定員を超えて復活させました。席の記録に残りました。"
    ),
}


@require_http_methods(_FORM_METHODS)
@staff_may("change_booking")
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_booking(pk)
    form = AboveCapacityForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, actions.promote_by_hand, booking_id=pk, by=acting_user(request), **form.cleaned_data
        )
        if done:
            return _done(request, pk, _("%(names)s さんの席を決めました。") % {"names": names_of(booking)})
    return _form_page(
        request,
        booking,
        form,
        title=_("キャンセル待ちの人に席を決める"),
        read_back="",
        follows=_("先に待っている組：%(ahead)s　空いている席：%(free)s　この組の人数：%(size)s")
        % {
            "ahead": booking.parties_ahead(),
            "free": _free(booking, []),
            "size": sum(a.is_live for a in booking.attendees.all()),
        },
        button=_("席を決める"),
        is_off=booking.status != Booking.Status.WAITLISTED,
    )


@require_http_methods(_FORM_METHODS)
@staff_may("change_booking")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_booking(pk)
    form = MoveForm(booking, posted(request))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["place_kind"]
        done = attempt(
            form,
            actions.move,
            booking_id=pk,
            place_kind_id=chosen.pk,
            by=acting_user(request),
            above_capacity=form.cleaned_data["above_capacity"],
            told=form.cleaned_data["told"],
        )
        if done:
            return _done(request, pk, _("参加のしかたを「%(kind)s」に変えました。") % {"kind": chosen})
    return _form_page(
        request,
        booking,
        form,
        title=_("参加のしかたを変える"),
        read_back="",
        follows=_("いまは「%(kind)s」です。待っている人は、新しい列の最後にならびます。")
        % {"kind": booking.place_kind}
        if booking.status == Booking.Status.WAITLISTED
        else _("いまは「%(kind)s」です。") % {"kind": booking.place_kind},
        button=_("変える"),
        is_off=booking.status not in MOVABLE,
    )


@require_http_methods(_FORM_METHODS)
@staff_may("change_booking")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_booking(pk)
    form = _details_form(request, booking)
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            change_details(booking_id=pk, details=form.details(), by=acting_user(request), revision=revision)
        except StaleRevision as error:
            booking = get_booking(pk)
            form = _details_form(request, booking)
            refuse_stale(form, error, booking.revision)
        else:
            return _done(request, pk, _("申込の内容を保存しました。"))
    return _form_page(
        request,
        booking,
        form,
        title=_("申込の内容を直す"),
        read_back="",
        follows=_("お名前や連絡先は、申込の画面の「連絡先を直す」から。"),
        button=_("保存する"),
    )


def _details_form(request: HttpRequest, booking: Booking) -> DetailsForm:
    may_arrange = request.user.has_perm("bookings.arrange_accommodations")
    current = details_of(booking, with_accommodations=may_arrange)
    return DetailsForm(booking, current, posted(request), with_accommodations=may_arrange)


def _free(booking: Booking, held: list[Attendee]) -> int:
    """Seats free for this booking now: those kept for its own undo are its own."""
    now = timezone.now()
    kind = PlaceKind.objects.with_counts(now).get(pk=booking.place_kind_id)
    own = sum(1 for a in held if a.held_until and a.held_until > now)
    return max(kind.capacity - kind.taken + own, 0)


def _size(request: HttpRequest, gone: list[Attendee]) -> int:
    return len(request.POST.getlist("attendees")) if request.method == "POST" else len(gone)


def _form_page(
    request: HttpRequest, booking: Booking, form: forms.Form, *, title: str, **context: Any
) -> HttpResponse:
    return page(
        request,
        "booking_form.html",
        title,
        booking=booking,
        occasion=booking.occasion,
        form=form,
        names=names_of(booking),
        **context,
    )


def _done(request: HttpRequest, pk: int, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("admin:bookings_booking_page", pk)
