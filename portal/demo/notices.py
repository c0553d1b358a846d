"""Notices of the demo: one pinned, one that is over, one that is still being written."""

import datetime

from django.utils import timezone

from portal.office.models import Notice


def make_notices() -> None:
    now = timezone.now()
    day = datetime.timedelta(days=1)
    Notice.objects.create(
        title="年末年始の相談窓口について",
        slug="nenmatsu",
        is_pinned=True,
        published_from=now - 3 * day,
        body="年末年始は、事務局の電話がお休みになります。\n\n# 休みのあいだに話したいとき\n\n"
        "- [いま電話できるところ](/help/)を見てください。\n- いのちの危険があるときは、119番か110番へ。",
    )
    Notice.objects.create(
        title="つながりサポーター養成研修の参加者を募集します",
        slug="boshu",
        category=Notice.Category.CALL,
        published_from=now - 10 * day,
        published_until=now + 20 * day,
        body="身近な人の変化に気づく人を増やすための研修です。どなたでも申し込めます。\n\n[研修の一覧](/trainings/)から選べます。",
    )
    Notice.objects.create(
        title="試験公開を始めました",
        slug="shiken-kokai",
        published_from=now - 60 * day,
        published_until=now - 20 * day,
        body="つながりポータルの試験公開を始めました。",
    )
    Notice.objects.create(title="（下書き）来年度の予定", slug="yotei", body="書きかけです。")
