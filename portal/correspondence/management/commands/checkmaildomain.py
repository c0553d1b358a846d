from argparse import ArgumentParser
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.correspondence.mail_domain import CannotAskError, findings


class Command(BaseCommand):
    """For whoever sets up the domain: the portal itself asks the DNS nothing."""

    help = "Asks the DNS for SPF, DKIM and DMARC of the domain that mails come from, and fails when one is wrong."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--domain", help="default: that of DEFAULT_FROM_EMAIL")
        parser.add_argument(
            "--selector",
            action="append",
            required=True,
            help="of the mail server's DKIM key; may be given again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        domain = options["domain"] or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        wrong = []
        try:
            for finding in findings(domain, options["selector"]):
                self.stdout.write(
                    f"{finding.what:5} {finding.name}: {finding.wrong or 'ok'}"
                    + (f"\n      {finding.record}" if finding.record else "")
                )
                if finding.wrong:
                    wrong.append(finding.what)
        except CannotAskError as error:
            raise CommandError(str(error)) from error
        if wrong:
            raise CommandError(f"Mails from {domain} may not be believed: " + ", ".join(wrong))
