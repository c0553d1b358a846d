"""The page on which somebody asks to be erased, for whoever knows whose page it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.accounts.acting import acting_user
from portal.people.models import Person
from portal.retention.asking import ask, open_wish, take_back


def wish_page(request: HttpRequest, template: str, person: Person, **context: Any) -> HttpResponse:
    """What asking means, and the button; or that it was asked, and how to take it back."""
    if request.method == "POST":
        if request.POST.get("do") == "take_back":
            take_back(person_id=person.pk, by=acting_user(request))
            messages.success(request, _("消してほしいという求めを、取りやめました。"))
        else:
            ask(person_id=person.pk)
            messages.success(request, _("事務局に伝えました。事務局が確かめて、ご連絡します。"))
        return redirect(request.path)
    return render(request, template, {"wish": open_wish(person.pk), "person": person, **context})
