from django.db import models


class PostalTown(models.Model):
    """One town area of a postal code, copied from Japan Post's list by ``load_postal_codes``.

    A code may belong to several towns.
    """

    code = models.CharField(max_length=7, db_index=True)
    prefecture = models.CharField(max_length=10)
    city = models.CharField(max_length=50)
    town = models.CharField(max_length=100, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.prefecture}{self.city}{self.town}"
