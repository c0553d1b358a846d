"""What was typed into the public form waits on the server, opened by its token alone: no cookie is needed and
nothing travels through hidden fields."""

import datetime
import secrets

from django.http import QueryDict
from django.utils import timezone

from trainings.visits.forms import VisitForm
from trainings.visits.models import VisitDraft

KEPT_FOR = datetime.timedelta(hours=24)


def save_draft(form: VisitForm, draft: VisitDraft | None) -> VisitDraft:
    """Keep what was typed, in a new draft or in place of what ``draft`` held."""
    data = {name: str(form.data[name]).replace("\x00", "") for name in form.fields if name in form.data}
    if draft is None:
        return VisitDraft.objects.create(token=secrets.token_urlsafe(24), data=data)
    VisitDraft.objects.filter(pk=draft.pk).update(data=data)
    return draft


def draft_data(draft: VisitDraft) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(draft.data)
    return data


def find_draft(token: str) -> VisitDraft | None:
    if "\x00" in token:
        return None  # the database refuses to look for it
    return VisitDraft.objects.filter(token=token, created_at__gt=timezone.now() - KEPT_FOR).first()


def clear_drafts() -> int:
    """Remove drafts that nobody will come back to; returns how many. For the periodic run."""
    removed, _by_model = VisitDraft.objects.filter(created_at__lte=timezone.now() - KEPT_FOR).delete()
    return removed
