"""The office of the demo: the seed's city, with hours and two inquiries."""

import datetime

from django.core.management import call_command
from django.utils import timezone

from portal.office.models import Inquiry, Office

NOTE = "これは試用のための見本です。人や団体は架空です。"


def make_office() -> None:
    """Load the city's own data and add what the demo needs to compute with."""
    call_command("loaddata", "tottori", verbosity=0)
    Office.objects.update(opens_at=datetime.time(8, 30), closes_at=datetime.time(17, 15), site_note=NOTE)


def make_inquiries() -> None:
    now = timezone.now()
    Inquiry.objects.create(
        body="つながりサポーターの研修に興味があります。仕事が夜までなので、土曜日の回はありますか。",
        name="夢野　りん",
        answer_wish=Inquiry.AnswerWish.TELEPHONE,
        telephone="09000000061",
        received_at=now - datetime.timedelta(hours=5),
    )
    Inquiry.objects.create(
        body="うちの自治会で、孤独・孤立について話を聞く会を開きたいと考えています。講師を頼めますか。",
        name="架空町内会　例川",
        answer_wish=Inquiry.AnswerWish.MAIL,
        email="reikawa@example.com",
        received_at=now - datetime.timedelta(days=6),
        state=Inquiry.State.ANSWERED,
        office_note="出前講座の案内をメールで送った。日程の希望を待つ。",
    )
