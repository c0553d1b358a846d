from django.utils.translation import gettext_lazy as _

from portal.correspondence.actions import erase_all_about
from portal.inquiries.models import Inquiry
from portal.people.forgetting import forget
from portal.retention.registry import register_retention


def forget_inquiry(inquiry: Inquiry) -> None:
    """Remove it whole: what was asked, by whom, what was done and answered, and every message about it."""
    recipient = inquiry.recipient
    for answer in inquiry.answers.all():
        erase_all_about(answer)
    inquiry.delete()
    if recipient is not None:
        forget(recipient)


def register() -> None:
    register_retention(
        "inquiries",
        _("お問い合わせ（記録、返事をふくむ）"),
        months=12,
        why=_("返事のあと、続きの問い合わせに備えて1年"),
        due=lambda before: Inquiry.objects.exclude(state__in=Inquiry.OPEN).filter(received_at__lt=before),
        remove=forget_inquiry,
    )
