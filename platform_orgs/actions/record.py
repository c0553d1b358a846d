"""What every action about an organisation begins and ends with: its row locked, a step written."""

import datetime

from django.db import transaction

from platform_orgs.errors import NotTakingPart, OrganisationChangedMeanwhile
from platform_orgs.models import Organisation, OrganisationStep
from portal.accounts.models import User

_NOTE = OrganisationStep._meta.get_field("note").max_length or 500


def lock(organisation_id: int, *, must_take_part: bool = True, revision: int | None = None) -> Organisation:
    """The organisation, locked before anything of it is read. Raises ``NotTakingPart`` and, for a screen
    that is older than the last change, ``OrganisationChangedMeanwhile``."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    if must_take_part and not organisation.is_active:
        raise NotTakingPart
    if revision is not None and revision != organisation.revision:
        raise OrganisationChangedMeanwhile
    return organisation


def step(
    organisation: Organisation,
    verb: OrganisationStep.Verb,
    by: User | None,
    note: str = "",
    *,
    state: str = "",
    day: datetime.date | None = None,
) -> OrganisationStep:
    return OrganisationStep.objects.create(
        organisation=organisation, verb=verb, actor=by, note=note[:_NOTE], state=state, day=day
    )


@transaction.atomic
def note(*, organisation_id: int, text: str, by: User) -> OrganisationStep:
    """Put what was said on record, whatever the organisation's state."""
    organisation = lock(organisation_id, must_take_part=False)
    return step(organisation, OrganisationStep.Verb.NOTED, by, text.strip())
