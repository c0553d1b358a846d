"""Settings of the portal, all from the environment; see docs/OPERATIONS.md for the variables."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
# In the demo nothing leaves the machine: mails are kept for staff to read instead of being sent.
DEMO = env.bool("DEMO", default=False)
# No key in the code opens a production portal: without DEBUG the key must come from the environment.
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development" * 3) if DEBUG else env.str("SECRET_KEY")
# What private text is sealed with in the database: the first key seals, all open.
DATA_KEYS = env.list("DATA_KEYS", default=[]) if DEBUG else env.list("DATA_KEYS")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where links in mails and on paper lead to; no trailing slash.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.postgres",
    "crispy_forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "portal.ui",
    "portal.private",
    "portal.search",
    "portal.documents",
    "portal.accounts",
    "portal.audit",
    "portal.office",
    "portal.figures",
    "portal.retention",
    "portal.people",
    "portal.correspondence",
    "portal.bookings",
    "portal.inquiries",
    "portal.demo",
    "portal.backup",
    "supporters",
    "trainings",
    "platform_orgs",
    "events",
]

MIDDLEWARE = [
    # Before all others: where the office's pages do not answer, nothing does, not even a cached page.
    "portal.accounts.staff.hosts.AdminDoorMiddleware",
    # A cached page is answered before anything else runs.
    "portal.page_cache.PageCacheMiddleware",
    "portal.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.origins.OriginMiddleware",
    "portal.bad_requests.RequestSizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.staff.middleware.StaffMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.nul.NulMiddleware",
]

ROOT_URLCONF = "portal.urls"
# The portal stands at the root of its name. gunicorn takes a prefix from a header that a proxy may let through; it
# would lead past whoever asks for the beginning of an address.
FORCE_SCRIPT_NAME = ""
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.office.context_processors.office",
            ],
        },
    },
]

# One database for everything. The time-outs keep one stuck transaction from stopping the whole portal:
# a request that cannot get a lock in five seconds ends with the error page instead of hanging.
DATABASES = {
    "default": {
        **env.db("DATABASE_URL", default="postgres://127.0.0.1/portal"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            "options": env.str("DATABASE_OPTIONS", default="-c lock_timeout=5s -c statement_timeout=30s"),
            # A machine that has gone without a word is noticed, and the request answered, in seconds.
            "connect_timeout": 5,
            "tcp_user_timeout": 10_000,  # milliseconds
            "keepalives_idle": 10,
            "keepalives_interval": 5,
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["portal.accounts.backends.OpenAccounts"]
# Where members sign in; staff pages send to admin's own door.
LOGIN_URL = "accounts:home"
LOGIN_REDIRECT_URL = "accounts:home"
# Somebody who fills in a page slowly, or comes back next week, is still there.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60  # seconds
# Sessions know their account, so that they can be listed and ended.
SESSION_ENGINE = "portal.accounts.session_store"
# Staff whose session lay unused for so long sign in again.
STAFF_SESSION_HOURS = env.float("STAFF_SESSION_HOURS", default=12)
# The office's pages under a name of their own, and from these networks only; empty: as all other pages.
ADMIN_HOST = env.str("ADMIN_HOST", default="").strip().lower()
ADMIN_NETWORKS = env.list("ADMIN_NETWORKS", default=[])
# Whose X-Forwarded-For is believed when ADMIN_NETWORKS asks where a request comes from.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

# allauth signs people in after our own code was right (docs/adr/0004-sign-in-codes.md) and counts what comes
# from one address of the network. None of its pages has an address here.
ACCOUNT_ADAPTER = "portal.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code that came back has shown that the address is theirs
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
# A whole office or library comes from one address of the network; guessing is stopped per mail address.
ACCOUNT_RATE_LIMITS = {"request_login_code": "300/h/ip", "login": "300/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_TLS_PROXY", default=False) else 0
# allauth keeps the secrets of apps and tokens (docs/adr/0005-second-factor.md); asking for them is ours alone.
MFA_ADAPTER = "portal.accounts.staff.adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp"]
# Off, the request that asks for a code also carries the mail: for tests.
CODES_IN_BACKGROUND = True

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語"))]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
# Pictures and papers that are uploaded (portal.ui.pictures draws pictures anew). Views hand them out, nothing
# else does.
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "media"))
# Written by the periodic run on each machine, read where the database is away (portal.office.last_known).
LAST_KNOWN_FILE = env.str("LAST_KNOWN_FILE", default=str(BASE_DIR / ".local" / "last-known.json"))
# `manage.py backup`: where to, the key that seals (none: a plain tar), and where pg_dump lies when not on PATH.
BACKUP_DIR = env.str("BACKUP_DIR", default=str(BASE_DIR / ".local" / "backups"))
BACKUP_KEY = env.str("BACKUP_KEY", default="")
POSTGRES_PROGRAMS = env.str("POSTGRES_PROGRAMS", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

CACHES = {
    # What all processes must count together. Its table is made by a migration.
    "default": env.cache_url("CACHE_URL", default="dbcache://portal_cache?max_entries=100000"),
    # Finished public pages, a few seconds each, in the process itself: a page served from here costs
    # no query. Nothing depends on it: another process simply renders the page once more.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
# How long a finished public page may be repeated, in seconds; 0 renders every request.
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=0 if DEBUG else 5)

CRISPY_ALLOWED_TEMPLATE_PACKS = "dads"
CRISPY_TEMPLATE_PACK = "dads"
CRISPY_FAIL_SILENTLY = False

# The machinery that carries mails away (`manage.py runperiodic`). In the demo it stays here.
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 30  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="tsunagari@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# HTTPS everywhere unless the portal is served on loopback for trying or measuring (INSECURE_HTTP=1).
_HTTPS = not DEBUG and not env.bool("INSECURE_HTTP", default=False)
SECURE_SSL_REDIRECT = _HTTPS
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
if _HTTPS:
    # Browsers take a cookie of this name from this very host only, over HTTPS.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What one request may bring; more gets a page that says so (portal.bad_requests).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # without its files, which each form limits itself
DATA_UPLOAD_MAX_NUMBER_FILES = 20
REQUEST_MAX_BYTES = (
    100 * 1024 * 1024
)  # with them: staff save an event with several pictures and papers at once
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # the attendance page of a large event posts one field a person
# POSTs in an hour from one network address or account (portal.limits): an application is two or three of them.
LIMITS = {
    "send": env.int("LIMIT_SEND", default=240),
    "look_up": env.int("LIMIT_LOOK_UP", default=60),
    "search": env.int("LIMIT_SEARCH", default=600),
}
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask_addresses": {"()": "portal.logs.AddressMask"}},
    "formatters": {"default": {"()": "portal.logs.Formatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["mask_addresses"],
            "formatter": "default",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Not Django's own handlers: they mail what people typed, with cookies and local variables, to ADMINS.
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
}

# What staff did with records about people: kept here for so many days, and sent line by line to the city's log
# server where one is named (``host:port``, syslog over UDP).
AUDIT_DAYS = env.int("AUDIT_DAYS", default=365)
AUDIT_LOG = env.str("AUDIT_LOG", default="")
if AUDIT_LOG:
    _log_server = urlsplit(f"//{AUDIT_LOG}")
    LOGGING["handlers"]["audit"] = {  # type: ignore[index]
        "class": "portal.logs.LogServer",
        "address": (_log_server.hostname, _log_server.port or 514),
    }
    LOGGING["loggers"]["portal.audit"] = {  # type: ignore[index]
        "handlers": ["audit"],
        "level": "INFO",
        "propagate": False,
    }
