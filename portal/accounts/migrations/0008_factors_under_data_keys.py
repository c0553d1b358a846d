import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import migrations

from portal.private.keys import MARK, seal


def seal_factors(apps, schema_editor):
    """Secrets of apps and tokens were encrypted with a key made of SECRET_KEY; private text has keys of its own,
    which rotate. What no key opens any more opens no door either, and stays as it is."""
    keys = [
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"portal.accounts.staff:{key}".encode()).digest()))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type="totp")
    for row in rows.exclude(data__secret__startswith=MARK).select_for_update():
        try:
            secret = MultiFernet(keys).decrypt(row.data["secret"].encode()).decode()
        except InvalidToken:
            continue
        row.data["secret"] = seal(secret)
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_staff_second_factor"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal_factors, migrations.RunPython.noop, elidable=True)]
