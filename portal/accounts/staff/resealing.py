"""The secrets of apps and tokens when the keys change: they lie in a column of allauth's, beside what is no secret."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet

from portal.private.keys import MARK, first_mark, number_of, seal, unseal


def numbers_in_use() -> set[str]:
    return {number_of(secret) for secret in _sealed().values_list("data__secret", flat=True)}


@transaction.atomic
def seal_secrets_anew() -> int:
    """Seal with the first key what has another; returns how many. Staff are few: one transaction."""
    rows = list(_sealed().exclude(data__secret__startswith=first_mark()).select_for_update(no_key=True))
    for row in rows:
        row.data["secret"] = seal(unseal(row.data["secret"]))
        row.save(update_fields=["data"])
    return len(rows)


def _sealed() -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(type=Authenticator.Type.TOTP, data__secret__startswith=MARK)
