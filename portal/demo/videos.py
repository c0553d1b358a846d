"""What is said, shown and streamed at the demo's symposia: programmes, a report with pictures, videos.

No picture shows anybody, and no address leads to a video: both are drawn and invented here.
"""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from events.actions import MATERIALS, PICTURES, set_chapters
from events.chapters import read_chapters
from events.models import Event, Material, Picture, ProgrammeItem, Speaker, Video
from events.slugs import free_video_slug
from portal.bookings.paper.sheets import notice_data
from portal.demo.days import at, days_ago
from portal.demo.world import World
from portal.documents.pdf import render_pdf
from portal.office.models import Office
from portal.ui.files import store_file
from portal.ui.pictures import store_picture
from portal.ui.workbooks import text_workbook

_PROGRAMME = (
    ("13:30", "開会", "", ""),
    ("13:40", "基調講演「つながることから始まる支援」", "例川 博", ""),
    ("14:40", "休憩", "", "10分"),
    ("14:50", "パネルディスカッション", "夢野 陽子、雛形 清", "会場からの質問も受けます"),
    ("16:00", "閉会", "", ""),
)
_SPEAKERS = (
    (
        "例川 博",
        "レイカワ ヒロシ",
        "見本大学 教授",
        "相談の場に30年。「となりにいること」の研究をしています。",
    ),
    (
        "夢野 陽子",
        "ユメノ ヨウコ",
        "NPO法人 架空の居場所 代表",
        "だれでも来られる夕ごはんの会を続けています。",
    ),
    ("雛形 清", "ヒナガタ キヨシ", "見本地区 民生委員", ""),
)
_CHAPTERS = """0:00 開会
4:30 基調講演「つながることが支援になる」
58:10 パネルディスカッション
1:41:00 会場からの質問
1:52:20 閉会"""
_TRANSCRIPT = """司会　ただいまから、シンポジウムを始めます。

講師　「助けて」と言えない人は、どこにでもいます。解決することより先に、つながりつづけること。それだけで、人は少し楽になります。

司会　ありがとうございました。"""
_GREEN, _CREAM, _BROWN, _BLUE = "#2f7d55", "#fbf5e0", "#8a6d3b", "#3b6ea5"


def programme_of_the_coming(world: World) -> None:
    """The next symposium has a timetable, speakers and a stream; the press will come."""
    event = Event.objects.filter(slug__startswith="symposium-").latest("dates__starts_at")
    event.has_press = True
    event.save(update_fields=["has_press"])
    _write_programme(event)
    Video.objects.create(
        title=f"{event.title}（当日の配信）",
        slug=free_video_slug(timezone.localdate(event.dates.get().starts_at)),
        event=event,
        youtube_id="demo_stream",
        is_stream=True,
        captions=Video.Captions.YES,
        recorded_on=timezone.localdate(event.dates.get().starts_at),
    )


def report_of_the_first(world: World) -> None:
    """The first symposium: report, pictures, materials, its recording, and a second one that ended."""
    event = Event.objects.get(slug="symposium-2023")
    day = datetime.date(2023, 2, 18)
    _write_programme(event)
    _hang_up(
        event, "会場の後ろから見た、ほぼ満席の客席と舞台", "会場には、およそ300人が集まりました", _hall()
    )
    _hang_up(event, "机を囲んで話し合う人たちの絵", "休憩のあいだにも、話の輪ができました", _table())
    _hand_out(event)
    recording = Video.objects.create(
        title="基調講演とパネルディスカッション（録画）",
        slug=free_video_slug(day),
        event=event,
        youtube_id="demo_record",
        description="2023年2月のシンポジウムの録画です。手話通訳がついています。",
        recorded_on=day,
        minutes=115,
        captions=Video.Captions.YES,
        transcript=_TRANSCRIPT,
    )
    set_chapters(video=recording, chapters=read_chapters(_CHAPTERS))
    Video.objects.create(
        title="パネルディスカッション（手話ワイプつき・期間限定）",
        slug=free_video_slug(day),
        event=event,
        youtube_id="demo_signed",
        recorded_on=day,
        minutes=45,
        available_until=at(days_ago(30), "17:00"),
    )


def _write_programme(event: Event) -> None:
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            event=event, starts_at=datetime.time.fromisoformat(clock), title=title, who=who, note=note
        )
        for clock, title, who, note in _PROGRAMME
    )
    Speaker.objects.bulk_create(
        Speaker(event=event, name=name, kana=kana, affiliation=affiliation, line=line)
        for name, kana, affiliation, line in _SPEAKERS
    )


def _hang_up(event: Event, alt: str, caption: str, drawing: Image.Image) -> None:
    file = io.BytesIO()
    drawing.save(file, "PNG")
    stored = store_picture(SimpleUploadedFile("demo.png", file.getvalue()), folder=PICTURES, side=1600)
    Picture.objects.create(
        event=event, file=stored.name, width=stored.width, height=stored.height, alt=alt, caption=caption
    )


def _hand_out(event: Event) -> None:
    """The leaflet, and what those who came answered on paper."""
    leaflet = render_pdf("bookings/notice.typ", notice_data(event, Office.objects.current()))
    rows = (
        ("きょうの話はいかがでしたか", "人数"),
        ("よかった", "198"),
        ("まあよかった", "61"),
        ("ふつう", "14"),
    )
    answers = text_workbook(rows, "アンケート")
    for name, content, title, after_event in (
        ("chirashi.pdf", leaflet, "シンポジウムのちらし", False),
        ("anketo.xlsx", answers, "アンケートの結果", True),
    ):
        stored, size = store_file(SimpleUploadedFile(name, content), MATERIALS)
        Material.objects.create(event=event, file=stored, size=size, title=title, after_event=after_event)


def _hall() -> Image.Image:
    drawing = Image.new("RGB", (1200, 800), _CREAM)
    pen = ImageDraw.Draw(drawing)
    pen.rectangle((200, 90, 1000, 330), fill=_GREEN)
    pen.rectangle((560, 230, 640, 330), fill=_BROWN)
    pen.ellipse((575, 180, 625, 230), fill=_CREAM)
    for row in range(4):
        for seat in range(11 + row % 2):
            x, y = 60 + seat * 100 - row % 2 * 50, 420 + row * 100
            pen.ellipse((x, y, x + 56, y + 56), fill=_BLUE)
            pen.rounded_rectangle((x - 14, y + 50, x + 70, y + 110), 26, fill=_BLUE)
    return drawing


def _table() -> Image.Image:
    drawing = Image.new("RGB", (1200, 800), "#e6f5ec")
    pen = ImageDraw.Draw(drawing)
    pen.ellipse((330, 330, 870, 570), fill=_BROWN)
    for x, y in ((240, 260), (560, 150), (880, 260), (240, 540), (560, 620), (880, 540)):
        pen.ellipse((x, y, x + 90, y + 90), fill=_GREEN)
    return drawing
