"""Carries codes to their addresses, away from the request that asked for them.

Not the outbox: staff read that, and a code must reach nobody but its address. The request hands over and
answers at once, for every address alike; whether a mail leaves at all is decided here. A code that got lost
with a stopping server is asked for again, as the page says.
"""

import datetime
import logging
import smtplib
from concurrent.futures import ThreadPoolExecutor
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connections
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.accounts.doors import may_sign_in_by_code
from portal.office.models import Office

logger = logging.getLogger(__name__)

# Threads start with the first code, so each web process has its own after forking.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="postman")


def carry(*, address: str, code: str, until: datetime.datetime) -> None:
    """Send the code if its address may sign in. Returns at once; never raises."""
    if settings.CODES_IN_BACKGROUND:
        _threads.submit(_carry_in_thread, address, code, until)
    else:
        _carry(address, code, until)


def _carry_in_thread(address: str, code: str, until: datetime.datetime) -> None:
    try:
        _carry(address, code, until)
    except Exception as error:  # noqa: BLE001 (nobody waits for this thread; the log is all that can be told)
        logger.error("a sign-in code was not sent: %s", type(error).__name__)
    finally:
        connections.close_all()


def _carry(address: str, code: str, until: datetime.datetime) -> None:
    if not may_sign_in_by_code(address):
        return
    try:
        _mail(address, code, until).send()
    except (OSError, smtplib.SMTPException) as error:
        logger.error("a sign-in code was not sent: %s", type(error).__name__)


def _mail(address: str, code: str, until: datetime.datetime) -> EmailMessage:
    office = Office.objects.current()
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    context = {"code": code, "until": until, "office": office, "site_url": settings.SITE_URL}
    return EmailMessage(
        subject=_("確認コードのお知らせ"),
        body=render_to_string("accounts/mail/code.txt", context),
        from_email=formataddr((" ".join(office.name.split()) or name, sender)),
        to=[address],
        reply_to=[office.email] if office.email else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
