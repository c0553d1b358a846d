"""Links that let one attendee answer once: derived, never stored, good for nothing else."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from portal.bookings.models import SurveyLink

_PURPOSE = "bookings.survey"


def _signer() -> Signer:
    return Signer(salt=_PURPOSE, sep=".")


def survey_token(link: SurveyLink) -> str:
    return _signer().sign(str(link.pk))


def survey_link_by_token(token: str) -> SurveyLink | None:
    """The link that a token names; None for one that is wrong or cut in half."""
    try:
        pk = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    return SurveyLink.objects.select_related("survey__occasion").filter(pk=pk).first()


def survey_url(link: SurveyLink) -> str:
    """The absolute address, for mails."""
    return settings.SITE_URL + reverse("bookings:survey", args=[survey_token(link)])
