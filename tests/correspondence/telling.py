"""Short ways to have something told."""

import itertools
from typing import Any

from portal.correspondence.actions import tell
from portal.correspondence.models import CallListLine, Message, OutboxMail, PaperItem
from portal.office.models import Office
from tests.factories import make_person

_numbers = itertools.count(1)


def told(subject: Office, **how: Any) -> Message:
    """A message to a person with a mail address, unless told otherwise."""
    number = next(_numbers)
    values: dict[str, Any] = {"kind": "tests.note", "dedupe_key": f"key-{number}", "subject": subject}
    if "recipient" not in how:
        values["recipient"] = make_person(email=f"r{number}@example.com", contact_wish="mail")
    message = tell(**values | how)
    assert message is not None
    return message


def mail_to(subject: Office, **how: Any) -> OutboxMail:
    return told(subject, **how).mails.get()


def line_for(subject: Office, **how: Any) -> CallListLine:
    how.setdefault("recipient", make_person(contact_wish="telephone"))
    return told(subject, **how).call_line


def letter_for(subject: Office, **how: Any) -> PaperItem:
    how.setdefault("recipient", make_person(contact_wish="letter", postal_code="6800001", address="見本町2"))
    return told(subject, **how).papers.get()


def fax_for(subject: Office, **how: Any) -> PaperItem:
    how.setdefault("recipient", make_person(contact_wish="fax", fax="0857000009"))
    return told(subject, **how).papers.get()
