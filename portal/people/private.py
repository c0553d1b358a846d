from django.db import models


class PrivateTextField(models.TextField):
    """Text that only those see who need it: what somebody is worried about, who told of it.

    It is never searched, sorted or compared in the database, so it can be encrypted here without a change
    anywhere else.
    """
