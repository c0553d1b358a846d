from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
    return render(request, "accounts/staff/sheet.html", context)
