"""The office of the demo: the seed's city, with hours and an inquiry in each state."""

import datetime

from django.core.management import call_command
from django.utils import timezone

from portal.accounts.models import User
from portal.inquiries.actions import answer, close, note, receive, take
from portal.inquiries.models import Inquiry
from portal.office.models import Office

NOTE = "これは試用のための見本です。人や団体は架空です。"


def make_office() -> None:
    """Load the city's own data and add what the demo needs to compute with."""
    call_command("loaddata", "tottori", verbosity=0)
    Office.objects.update(opens_at=datetime.time(8, 30), closes_at=datetime.time(17, 15), site_note=NOTE)


def make_inquiries(staff: User) -> None:
    now = timezone.now()
    receive(
        body="つながりサポーターの研修に興味があります。仕事が夜までなので、土曜日の回はありますか。",
        name="夢野　りん",
        answer_wish=Inquiry.AnswerWish.TELEPHONE,
        telephone="09000000061",
        best_time="平日の夕方",
        no_office_name=True,
        received_at=now - datetime.timedelta(hours=5),
    )
    answered = receive(
        body="うちの自治会で、孤独・孤立について話を聞く会を開きたいと考えています。講師を頼めますか。",
        name="架空町内会　例川",
        answer_wish=Inquiry.AnswerWish.MAIL,
        email="reikawa@example.com",
        received_at=now - datetime.timedelta(days=6),
    )
    text = "出前講座をご利用いただけます。「出前講座」のページからお申し込みください。"
    answer(inquiry_id=answered.pk, text=text, by=staff, revision=0, told=True)
    note(inquiry_id=answered.pk, text="出前講座の案内をメールで送った。日程の希望を待つ。", by=staff)
    receive(
        body="名簿の「髙」の字が、画面では「高」になっていました。直せますか。",
        received_at=now - datetime.timedelta(days=5),
    )
    asked = receive(
        body="母が耳が遠く、電話では話せません。FAXでサポーターの研修を申し込めますか。",
        name="見本　のぞみ",
        answer_wish=Inquiry.AnswerWish.FAX,
        fax="0857000062",
        received_at=now - datetime.timedelta(days=2),
    )
    take(inquiry_id=asked.pk, by=staff, revision=0)
    answer(inquiry_id=asked.pk, text="申し込めます。申込書をFAXでお送りします。", by=staff, revision=1)
    advert = receive(
        body="ホームページ制作のご案内です。資料をお送りします。",
        received_at=now - datetime.timedelta(days=12),
        may_be_machine=True,
    )
    close(inquiry_id=advert.pk, by=staff, revision=0, text="宣伝なので返事はしない。")
