"""The portal's settings for tests: what the environment does not say is filled in here."""

import os

from cryptography.fernet import Fernet

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DATA_KEYS", Fernet.generate_key().decode())

from portal.settings import *  # noqa: F403

# As in production: what exists only with DEBUG (the style page) is not there.
DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each test says itself when it wants pages to be kept.
PAGE_CACHE_SECONDS = 0
# Not the file of a portal that runs from this checkout.
LAST_KNOWN_FILE = str(BASE_DIR / ".local" / "tests-last-known.json")  # noqa: F405
# Static files come from where they are written, not from a collected copy.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A code's mail has left when the page that asked for it is there.
CODES_IN_BACKGROUND = False
