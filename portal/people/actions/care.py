from portal.accounts.models import User
from portal.people.care import may_open
from portal.people.errors import NeedsSensitiveRight, OpenReasonMissing
from portal.people.models import CareAccess, Person

_REASON = CareAccess._meta.get_field("reason").max_length or 0


def open_record(*, person: Person, by: User, reason: str) -> CareAccess:
    """Open what is hidden of somebody who is handled with care, for half an hour and on record.

    Raises ``NeedsSensitiveRight`` and ``OpenReasonMissing``.
    """
    if not may_open(by):
        raise NeedsSensitiveRight
    reason = " ".join(reason.split())
    if not reason:
        raise OpenReasonMissing
    return CareAccess.objects.create(person=person.kept(), by=by, reason=reason[:_REASON])
