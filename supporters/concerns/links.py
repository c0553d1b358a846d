"""The link in a mail that leads to the office's answers. Opening them needs the receipt number as well: the
mail may lie in a box that a whole family reads."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from supporters.models import Concern

_signer = Signer(salt="supporters.concern_answers", sep=".")


def answers_token(concern: Concern) -> str:
    return _signer.sign(str(concern.pk))


def answers_url(concern: Concern) -> str:
    return settings.SITE_URL + reverse("supporters:concern-answers", args=[answers_token(concern)])


def concern_by_token(token: str) -> Concern | None:
    """The worry whose answers a link leads to; None for one that is wrong or cut in half."""
    try:
        return Concern.objects.filter(pk=int(_signer.unsign(token))).first()
    except (BadSignature, ValueError, OverflowError):
        return None
