from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User


def sheet_page(
    request: HttpRequest, user: User, codes: list[str], *, title: str, next_url: str
) -> HttpResponse:
    """The answer to the press that made the numbers: shown this once, to be printed. Nothing leads back to it."""
    context = {
        "account": user,
        "title": title,
        "codes": [(number, f"{code[:4]} {code[4:]}") for number, code in enumerate(codes, start=1)],
        "made_at": timezone.now(),
        "next_url": next_url,
    }
    return _shown_once(render(request, "accounts/staff/sheet.html", context))


def first_password_page(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """What a colleague is handed on the first day, shown this once to be printed."""
    context = {
        "account": user,
        "password": password,
        "until": user.first_password_until,
        "door": request.build_absolute_uri(reverse("admin:login")),
        "next_url": reverse("admin:colleague", args=[user.pk]),
    }
    return _shown_once(render(request, "accounts/staff/first_password.html", context))


def _shown_once(response: HttpResponse) -> HttpResponse:
    # The record of what staff do takes a page after a press for a form with mistakes, unless it says otherwise.
    response.is_done = True  # type: ignore[attr-defined]
    return response
