"""The two mails about a changed address. Like sign-in codes they stay out of the outbox: the first goes to an
address that is nobody's yet, and its link must reach nobody else. Who asked waits for it and can ask again."""

import logging
import smtplib
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.correspondence.kinds import one_line
from portal.office.models import Office
from supporters.me.links import confirm_url
from supporters.me.models import EmailChange

logger = logging.getLogger(__name__)


def ask_new_address(change: EmailChange) -> bool:
    """Whether the mail server took it."""
    return _send(
        change.email, _("メールアドレスの確認"), "email_change.txt", {"confirm_url": confirm_url(change)}
    )


def warn_old_address(address: str) -> bool:
    """Whoever read the mails of the old address learns that it counts no more, and nothing else."""
    return _send(address, _("登録のメールアドレスが変わりました"), "email_changed.txt", {})


def _send(address: str, subject: str, template: str, context: dict[str, Any]) -> bool:
    office = Office.objects.current()
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    mail = EmailMessage(
        subject=subject,
        body=render_to_string(f"supporters/me/mail/{template}", {"office": office, **context}),
        from_email=formataddr((one_line(office.name) or name, sender)),
        to=[address],
        reply_to=[office.email] if office.email else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, ValueError, smtplib.SMTPException) as error:
        logger.error("a mail about a changed address was not sent: %s", type(error).__name__)
        return False
    return True
