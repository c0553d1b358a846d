from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from portal.accounts.models.user import User
from portal.private.fields import PrivateJSONField, PrivateTextField


class SignInCode(models.Model):
    """The code of one address. Written only by ``codes.py``, for every address that somebody asks about."""

    digest = models.CharField(max_length=64, unique=True)
    # Asked again, the same code is mailed: it cannot be hashed.
    code = PrivateTextField()
    until = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    # Wrong ones, whatever browser they came from.
    tries = models.PositiveSmallIntegerField(default=0)
    # When a mail was asked for within the last day.
    asked = ArrayField(models.DateTimeField(), default=list)

    def __str__(self) -> str:
        return f"#{self.pk}"


class KeptForm(models.Model):
    """What somebody typed into a page when their session had ended. Written and read by ``keeping.py`` only."""

    token = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=500)
    fields = PrivateJSONField()
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"#{self.pk}"
