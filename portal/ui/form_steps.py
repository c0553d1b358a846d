"""A public form in three steps, form → confirmation → receipt, all without a cookie.

What was typed waits on the server, opened by the token in the address alone; nothing travels through hidden
fields. As with applications for a seat nothing needs a session or CSRF protection, because a forged request
could do no more than its sender could do directly.
"""

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from portal.private.fields import PrivateJSONField
from portal.private.tokens import at_rest
from portal.ui.email import suggest_email
from portal.ui.machines import WatchedForm

KEPT_FOR = datetime.timedelta(hours=24)


class FormDraftQuerySet(models.QuerySet["FormDraft"]):
    def find(self, token: str) -> "FormDraft | None":
        rows = self.filter(token_hash=at_rest(token), created_at__gt=timezone.now() - KEPT_FOR)
        if draft := rows.first():
            draft.token = token
        return draft

    def clear_old(self) -> int:
        """Remove those that nobody will come back to; returns how many. For the periodic run."""
        removed, _by_model = self.filter(created_at__lte=timezone.now() - KEPT_FOR).delete()
        return removed


class FormDraft(models.Model):
    """What was typed into a public form, waiting on the server between form and confirmation."""

    # What is sent has it as its ``submission_key``, and is found by the same token.
    token_hash = models.CharField(max_length=64, unique=True)
    # Known only while its holder is being answered.
    token = ""
    data: Any = PrivateJSONField(default=dict)
    may_be_machine = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = FormDraftQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"#{self.pk}"

    @classmethod
    def keep(cls, form: WatchedForm, draft: Self | None) -> Self:
        """Keep what was typed, in a new draft or in place of what ``draft`` held."""
        typed: QueryDict = form.data  # type: ignore[assignment]
        data = {
            name: [value.replace("\x00", "") for value in typed.getlist(name)]
            for name in form.fields
            if name in typed and name not in WatchedForm.base_fields
        }
        may_be_machine = form.looks_automatic()
        if draft is None:
            token = secrets.token_urlsafe(24)
            draft = cls(token_hash=at_rest(token), data=data, may_be_machine=may_be_machine)
            draft.token = token
            draft.save()
        else:
            may_be_machine = may_be_machine or draft.may_be_machine
            # Nothing, once it has been sent.
            cls._default_manager.filter(pk=draft.pk).update(data=data, may_be_machine=may_be_machine)
        return draft

    def typed(self) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, values in self.data.items():
            data.setlist(name, values)
        return data


@dataclass(frozen=True)
class FormSteps:
    """The steps of one form. ``sent`` holds what came of it, by its ``submission_key``; ``templates`` is the
    folder of form, confirm and gone; ``urls`` the beginning of the names -confirm and -receipt."""

    form: type[WatchedForm]
    drafts: type[FormDraft]
    sent: type[models.Model]
    templates: str
    urls: str

    def fill_in(self, request: HttpRequest, draft: FormDraft | None = None) -> HttpResponse:
        """The form, empty or with what was typed before, and what was posted from it."""
        if request.method != "POST":
            return self._form_page(request, self.form(initial=self._initial(draft)), draft)
        form = self.form(request.POST)
        if not form.is_valid():
            return self._form_page(request, form, draft)
        return redirect(f"{self.urls}-confirm", self.drafts.keep(form, draft).token)

    def edit(self, request: HttpRequest, token: str) -> HttpResponse:
        """The form again, with everything that was typed before."""
        if self._is_sent(token):
            return redirect(f"{self.urls}-receipt", token)
        draft = self.drafts.objects.find(token)
        return self.fill_in(request, draft) if draft else self._gone(request)

    def confirm(self, request: HttpRequest, token: str, send: Callable[[Any, Any], object]) -> HttpResponse:
        """What will be sent; POST sends it from its draft. Sending twice leads to the same receipt."""
        if self._is_sent(token):
            return redirect(f"{self.urls}-receipt", token)
        draft = self.drafts.objects.find(token)
        if draft is None:
            return self._gone(request)
        form = self.form(draft.typed())
        if not form.is_valid():
            form.open_again()
            return self._form_page(request, form, draft)
        if request.method == "POST":
            send(form, draft)
            draft.delete()
            return redirect(f"{self.urls}-receipt", token)
        suggested = suggest_email(form.cleaned_data["email"])
        context = {"form": form, "draft": draft, "suggested_email": suggested}
        return render(request, f"{self.templates}/confirm.html", context)

    def _is_sent(self, token: str) -> bool:
        return self.sent._default_manager.filter(submission_key=at_rest(token)).exists()

    def _initial(self, draft: FormDraft | None) -> dict[str, object]:
        if draft is None:
            return {}
        typed, fields = draft.typed(), self.form.base_fields
        return {
            name: fields[name].widget.value_from_datadict(typed, {}, name) for name in typed if name in fields
        }

    def _form_page(self, request: HttpRequest, form: WatchedForm, draft: FormDraft | None) -> HttpResponse:
        response = render(request, f"{self.templates}/form.html", {"form": form, "draft": draft})
        if request.method == "POST":
            add_never_cache_headers(response)  # what somebody typed stands in it
        return response

    def _gone(self, request: HttpRequest) -> HttpResponse:
        return render(request, f"{self.templates}/gone.html", status=404)
