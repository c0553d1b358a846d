"""The portal's own standing pages, as ``/search/`` finds them: by their titles and by what people call the matter."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.search.sources import Findable, Source

# The name of the address, the title of the page, and in what words people may look for it.
_PAGES = (
    ("office:help", _("いま助けが必要なとき・相談窓口"), _("相談 電話 チャット 悩み つらい 死にたい 話したい 窓口 緊急 SOS")),
    ("places", _("行ける場所・居場所"), _("居場所 サロン カフェ 食堂 お茶の会 こども食堂 ひとり")),
    ("about", _("孤独・孤立とは"), _("孤独 孤立 ひとりぼっち 法律 計画 取り組み")),
    ("supporters:about", _("つながりサポーターとは"), _("サポーター ボランティア 登録 手伝い 力になりたい 養成")),
    ("supporters:apply", _("つながりサポーターになる"), _("サポーター 申し込み 研修 講座 参加")),
    ("supporters:interest", _("研修の受付が始まったら知らせてほしい方へ"), _("お知らせ メール 次の研修 予約")),
    ("supporters:concern-new", _("気になる人がいる"), _("気づき 心配 近所 見守り 通報 知らせる 匿名")),
    ("trainings:list", _("研修・講座"), _("研修 講座 養成 学ぶ サポーター 日程")),
    ("trainings:visits", _("出前講座"), _("出前 講座 講師 派遣 町内会 自治会 職場 学校")),
    ("events:list", _("シンポジウム・催し"), _("シンポジウム 催し イベント 講演 フォーラム")),
    ("events:videos", _("動画"), _("動画 配信 録画 YouTube オンライン")),
    ("platform_orgs:index", _("官民連携プラットフォーム"), _("団体 NPO 企業 連携 参加 構成団体 一覧")),
    ("platform_orgs:join", _("プラットフォームに参加する"), _("団体 参加 申し込み 加入 入会")),
    ("office:news", _("お知らせ"), _("お知らせ ニュース 新着")),
    ("bookings:lookup", _("申込の確認・取消"), _("予約 申し込み 受付番号 変更 キャンセル 取り消し")),
    ("office:contact", _("お問い合わせ"), _("連絡先 電話番号 メール 住所 地図 質問 意見")),
    ("certificates:lookup", _("修了証・受講証の確認"), _("修了証 受講証 証明 番号")),
    ("accounts:home", _("サポーター・団体の方（ログイン）"), _("ログイン サインイン マイページ 会員")),
    ("opendata:index", _("オープンデータ"), _("データ CSV JSON 統計")),
    ("privacy", _("個人情報の取り扱い"), _("プライバシー 個人情報 クッキー 利用規約")),
    ("accessibility", _("使いやすさについて"), _("アクセシビリティ バリアフリー 読み上げ 文字の大きさ")),
)  # fmt: skip


def _own_pages(now: datetime.datetime) -> Iterator[Findable]:
    """No query. What people may call a page is not shown as an extract: it is a list of words."""
    for name, title, words in _PAGES:
        yield Findable(title=str(title), path=reverse(name), keywords=str(words))


OWN_PAGES = Source("pages", _("このサイトのページ"), 5, _own_pages)
