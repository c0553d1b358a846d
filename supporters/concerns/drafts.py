"""What was typed into the public forms waits on the server, opened by its token alone: no cookie is needed and
nothing travels through hidden fields."""

import datetime
import json
import secrets

from django.http import QueryDict
from django.utils import timezone

from portal.people.models import ContactWish, Person
from portal.private.tokens import at_rest
from portal.ui.machines import WatchedForm
from supporters.concerns.forms import PublicForm
from supporters.models import Concern, ConcernDraft

KEPT_FOR = datetime.timedelta(hours=24)


def save_draft(form: PublicForm, draft: ConcernDraft | None) -> ConcernDraft:
    """Keep what was typed, in a new draft or in place of what ``draft`` held."""
    names = [name for name in form.fields if name in form.data and name not in WatchedForm.base_fields]
    typed = {name: str(form.data[name]).replace("\x00", "") for name in names}
    may_be_machine = form.looks_automatic()
    if draft is None:
        return _new(form.way, typed, may_be_machine=may_be_machine)
    ConcernDraft.objects.filter(pk=draft.pk).update(
        typed=json.dumps(typed), may_be_machine=draft.may_be_machine or may_be_machine
    )
    return draft


def draft_for_supporter(
    person: Person,
    way: Concern.Way = Concern.Way.WRITTEN,
    relation: Concern.Relation = Concern.Relation.SUPPORTER,
) -> ConcernDraft:
    """A form in which it stands already who writes: for the supporter's own page. The worry will be known as
    theirs, to those in the office who may know it."""
    typed = {
        "name": person.name,
        "telephone": person.telephone,
        "email": person.email,
        "best_time": person.best_time,
    }
    if person.no_voice_message:
        typed["no_voice_message"] = "on"
    if way == Concern.Way.WRITTEN:
        typed["relation"] = relation
        if person.contact_wish in {ContactWish.FAX, ContactWish.LETTER}:
            typed |= {name: getattr(person, name) for name in ("fax", "postal_code", "address")}
    return _new(way, {name: text for name, text in typed.items() if text}, person)


def _new(
    way: str, typed: dict[str, str], person: Person | None = None, *, may_be_machine: bool = False
) -> ConcernDraft:
    token = secrets.token_urlsafe(24)
    draft = ConcernDraft(
        token_hash=at_rest(token),
        way=way,
        typed=json.dumps(typed),
        person=person,
        may_be_machine=may_be_machine,
    )
    draft.token = token
    draft.save()
    return draft


def typed_in(draft: ConcernDraft) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(json.loads(draft.typed))
    return data


def find_draft(token: str) -> ConcernDraft | None:
    rows = ConcernDraft.objects.filter(token_hash=at_rest(token), created_at__gt=timezone.now() - KEPT_FOR)
    if draft := rows.first():
        draft.token = token
    return draft


def clear_drafts() -> int:
    """Remove drafts that nobody will come back to; returns how many. For the periodic run."""
    removed, _by_model = ConcernDraft.objects.filter(created_at__lte=timezone.now() - KEPT_FOR).delete()
    return removed
