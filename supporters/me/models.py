from django.db import models
from django.utils import timezone

from portal.people.models import Person


class EmailChange(models.Model):
    """A new address that its owner has not confirmed yet: until then the old one counts.

    One for each person; asking again replaces it and makes older links void. Gone when it is done or too old.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="email_change")
    email = models.CharField(max_length=254)
    asked_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"#{self.pk}"
