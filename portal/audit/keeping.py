import datetime

from django.conf import settings
from django.utils import timezone

from portal.audit.models import Entry


def forget_old() -> int:
    """Delete what is older than AUDIT_DAYS; returns how many. The log server keeps what it was sent."""
    oldest = timezone.now() - datetime.timedelta(days=settings.AUDIT_DAYS)
    return Entry.objects.filter(at__lt=oldest).order_by().delete()[0]
