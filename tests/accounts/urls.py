"""Two pages for members as an app would write them, beside the portal's own addresses."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.access import sign_in_required
from portal.accounts.keeping import typed
from portal.urls import urlpatterns as portal_urlpatterns

PAGE = engines["django"].from_string('{% include "accounts/_given_back.html" %}{{ form }}')


class Letter(forms.Form):
    text = forms.CharField()
    many = forms.MultipleChoiceField(choices=[("a", "a"), ("b", "b"), ("c", "c")], required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def letter(request: HttpRequest) -> HttpResponse:
    form = Letter(typed(request))
    if request.method == "POST" and form.is_valid():
        return redirect("/help/")
    return HttpResponse(PAGE.render({"form": form}, request))


@require_POST
@sign_in_required(page="members:letter")
def press(request: HttpRequest) -> HttpResponse:
    return redirect("/help/")


members = ([path("letter/", letter, name="letter"), path("press/", press, name="press")], "members")
urlpatterns = [*portal_urlpatterns, path("members/", include(members))]
