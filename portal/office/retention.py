from django.utils.translation import gettext_lazy as _

from portal.office.models import Inquiry
from portal.retention.registry import register_retention


def register() -> None:
    register_retention(
        "inquiries",
        _("お問い合わせ"),
        months=12,
        why=_("返事のあと、続きの問い合わせに備えて1年"),
        due=lambda before: Inquiry.objects.exclude(pk__in=Inquiry.objects.still_open()).filter(
            received_at__lt=before
        ),
        remove=lambda inquiry: inquiry.delete(),
    )
