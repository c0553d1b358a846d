"""What was typed into the form for joining waits on the server, opened by its token alone: no cookie is needed
and nothing travels through hidden fields."""

import datetime
import secrets

from django.http import QueryDict
from django.utils import timezone

from platform_orgs.forms import JoinForm
from platform_orgs.models import JoinDraft

KEPT_FOR = datetime.timedelta(hours=24)


def save_draft(form: JoinForm, draft: JoinDraft | None) -> JoinDraft:
    """Keep what was typed, in a new draft or in place of what ``draft`` held."""
    typed: QueryDict = form.data  # type: ignore[assignment]
    data = {
        name: [value.replace("\x00", "") for value in typed.getlist(name)]
        for name in form.fields
        if name in typed
    }
    if draft is None:
        return JoinDraft.objects.create(token=secrets.token_urlsafe(24), data=data)
    JoinDraft.objects.filter(pk=draft.pk).update(data=data)
    return draft


def draft_data(draft: JoinDraft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    return data


def find_draft(token: str) -> JoinDraft | None:
    if "\x00" in token:
        return None  # the database refuses to look for it
    return JoinDraft.objects.filter(token=token, created_at__gt=timezone.now() - KEPT_FOR).first()


def clear_drafts() -> int:
    """Remove drafts that nobody will come back to; returns how many. For the periodic run."""
    removed, _by_model = JoinDraft.objects.filter(created_at__lte=timezone.now() - KEPT_FOR).delete()
    return removed
