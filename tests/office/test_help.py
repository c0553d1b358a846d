import datetime
import json
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command

from portal.office.models import District, Helpline, Office
from tests.factories import local, make_helpline

pytestmark = pytest.mark.django_db


def help_page(client):
    content = client.get("/help/").content.decode()
    return content[content.index("<main") : content.index("</main>")]


def test_help_gives_119_and_110_first_whatever_the_office_entered(client):
    empty = help_page(client)
    make_helpline(telephone="0120-279-338")

    content = help_page(client)

    assert 'href="tel:119"' in empty
    positions = [content.index(f'href="tel:{number}"') for number in ("119", "110", "0120279338")]
    assert positions == sorted(positions)


def test_help_groups_by_topic_and_shows_everything_about_a_line(client, office):
    make_helpline(topic=Helpline.Topic.YOUNG, name="こどもの電話", telephone="189")
    make_helpline(
        topic=Helpline.Topic.LISTEN,
        name="見本の電話",
        description="つらい気持ちを聞きます",
        telephone="#9999",
        fax="03-0000-0000",
        url="https://chat.example.com/",
        chat_url="https://talk.example.com/",
        counter_address="見本町1丁目",
        map_url="https://map.example.com/",
        area="県内",
        audience="どなたでも",
        languages="日本語、英語",
        hours_note="10日は8時から",
        cost="無料",
        source_name="見本市の案内",
        source_url="https://source.example.com/",
        checked_on=datetime.date(2026, 4, 1),
    )

    content = help_page(client)

    assert content.index("つらい気持ちを話したいとき") < content.index("見本の電話")
    assert content.index("見本の電話") < content.index("こども・若い人") < content.index("こどもの電話")
    assert "暴力・虐待を受けている" not in content
    for text in (
        "つらい気持ちを聞きます",
        'href="tel:%239999"',
        "FAX 03-0000-0000",
        'href="https://chat.example.com/"',
        "いま開いています</span> 24時間",
        'href="https://talk.example.com/"',
        "窓口 見本町1丁目",
        'href="https://map.example.com/"',
        "地域：県内",
        "対象：どなたでも",
        "ことば：日本語、英語",
        "10日は8時から",
        "<p>無料</p>",
        'href="https://source.example.com/"',
        "見本市の案内",
        "2026年4月1日現在",
    ):
        assert text in content


@pytest.mark.parametrize(
    ("today", "is_shown"),
    [
        (local(2026, 12, 27, 23, 59), False),
        (local(2026, 12, 28, 0, 0), True),
        (local(2027, 1, 4, 23, 59), True),
        (local(2027, 1, 5, 0, 0), False),
    ],
)
def test_help_shows_a_seasonal_line_only_in_its_season(client, today, is_shown):
    make_helpline(
        telephone="#9999", valid_from=datetime.date(2026, 12, 28), valid_until=datetime.date(2027, 1, 4)
    )

    with time_machine.travel(today, tick=False):
        assert ("#9999" in help_page(client)) is is_shown


@pytest.mark.parametrize("count", [1, 3])
def test_help_costs_the_same_queries_for_one_and_three(client, office, django_assert_num_queries, count):
    for name in ["東", "西", "南"][:count]:
        make_helpline()
        make_helpline(counter_address="見本町", district=District.objects.create(name=name))

    # The helplines, their hours, their windows; the districts; the office.
    with django_assert_num_queries(5):
        client.get("/help/")


def test_fixture_of_tottori_loads_and_claims_nothing_unconfirmed():
    call_command("loaddata", "tottori", verbosity=0)

    office = Office.objects.get()
    assert (office.telephone, office.fax, office.city_code) == ("0857510295", "0857248067", "312011")
    assert (office.email, office.address, office.opens_at) == ("", "", None)
    assert District.objects.count() == 17
    numbers = set(Helpline.objects.values_list("telephone", flat=True))
    assert {"0857-21-4343", "0120-279-338", "189", "#8008"} <= numbers
    for helpline in Helpline.objects.all():
        helpline.full_clean()
        assert helpline.source_url.startswith("http")
        assert helpline.checked_on is None or helpline.checked_on < datetime.date(2026, 1, 1)
    undated = Helpline.objects.filter(checked_on=None)
    assert {"掲載日は不明" in helpline.source_name for helpline in undated} == {True}


def test_line_without_a_date_claims_none(client):
    call_command("loaddata", "tottori", verbosity=0)

    content = help_page(client)

    assert "掲載日は不明" in entry(content, "チャイルドライン")
    assert "現在" not in entry(content, "チャイルドライン")
    assert "2021年3月1日現在" in entry(content, "よりそいホットライン")


def entry(content, name):
    """What the page says about one line."""
    return re.search(
        rf'<li class="helpline"[^>]*>\s*<h.[^>]*>{re.escape(name)}</h.*?</li>', content, re.DOTALL
    )[0]


def test_fixture_of_tottori_promises_the_national_line_only_in_its_window(client):
    call_command("loaddata", "tottori", verbosity=0)

    closed = entry(help_page(client), "孤独・孤立相談ダイヤル")
    with time_machine.travel(local(2024, 5, 3, 2, 0), tick=False):
        content = help_page(client)
        opened = entry(content, "孤独・孤立相談ダイヤル")

    assert "いまは閉まっています" in closed
    assert "次の期間は、まだ知らされていません" in closed
    assert "次に開くのは" not in closed
    assert "いま開いています</span> 5月7日（火）24:00まで" in opened
    assert content.index("#9999") < content.index("このあと開くところ")


def test_help_at_two_in_the_night_of_new_year_says_who_answers_and_who_opens_next(client):
    call_command("loaddata", "tottori", verbosity=0)

    with time_machine.travel(local(2027, 1, 1, 2, 0), tick=False):
        content = help_page(client)

    open_now, later = content.split('id="later"')
    assert "2027年1月1日（金）2:00の時点です" in open_now
    assert "いま開いています</span> 24時間" in entry(open_now, "よりそいホットライン")
    # The soonest first: noon, four in the afternoon, after the turn of the year.
    names = ["鳥取いのちの電話", "いのちの電話（フリーダイヤル）", "こどもの人権110番", "チャイルドライン"]
    positions = [later.index(name) for name in names]
    assert positions == sorted(positions)
    assert "次に開くのはきょう12:00" in entry(later, names[0])
    assert "次に開くのは1月4日（月）16:00" in entry(later, names[3])
    assert "次に開くのは1月4日（月）8:30" in entry(later, names[2])


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"声", "文字", "両方", "窓口"}),
        ("?by=voice", {"声", "両方", "窓口"}),
        ("?by=text", {"文字", "両方"}),
        ("?by=x", {"声", "文字", "両方", "窓口"}),
        ("?by=<script>", {"声", "文字", "両方", "窓口"}),
        ("?by=" + "9" * 5000, {"声", "文字", "両方", "窓口"}),
        ("?by=voice&by=", {"声", "文字", "両方", "窓口"}),
    ],
)
def test_help_is_narrowed_by_a_plain_address(client, query, shown):
    make_helpline(name="声")
    make_helpline(name="文字", telephone="", fax="03-0000-0000")
    make_helpline(name="両方", chat_url="https://chat.example.com/")
    make_helpline(name="窓口", telephone="", counter_address="見本町1")

    content = client.get("/help/" + query).content.decode()

    assert set(re.findall(r"helpline__name\">(.*?)<", content)) == shown
    assert 'href="/help/?by=text#lines"' in content
    assert "<script>" not in content


def test_help_lists_counters_of_the_districts_in_their_order(client):
    west = District.objects.create(name="西地区", position=2)
    east = District.objects.create(name="東地区", position=1)
    make_helpline(name="西の窓口", district=west, counter_address="西町1")
    make_helpline(name="東の窓口", district=east, counter_address="東町1")

    content = help_page(client)

    near = content[content.index('id="near"') :]
    positions = [near.index(words) for words in ("東地区", "東の窓口", "西地区", "西の窓口")]
    assert positions == sorted(positions)
    assert content.count("東の窓口</h") == 1


def test_help_with_nothing_open_says_so_and_still_names_119(client):
    make_helpline(name="昼の電話", opening=Helpline.Opening.UNKNOWN, hours_note="平日 9時から")

    content = help_page(client)

    assert "いま開いている窓口は、ここには載っていません" in content
    assert "開いている時間は、窓口でお確かめください" in entry(content, "昼の電話")


def test_help_escapes_what_was_typed(client):
    make_helpline(name="<b>太字</b>", description="<script>x</script>", hours_note='"><img src=x>')

    content = help_page(client)

    assert "&lt;b&gt;太字" in content
    assert "<script>x" not in content
    assert "<img src=x>" not in content


def test_help_can_be_left_at_once_by_a_plain_link(client):
    content = client.get("/help/").content.decode()

    assert content.count("このページをすぐに閉じる</a>") == 2
    assert 'data-leave rel="noreferrer" href="https://' in content
    assert "js/leave.js" in content
    assert "見た記録が、この機器に残ることがあります。" in content


def test_fixture_of_tottori_is_readable_as_written():
    path = Path(settings.BASE_DIR, "portal", "office", "fixtures", "tottori.json")

    assert "\\u" not in path.read_text("utf-8")
    assert json.loads(path.read_text("utf-8"))
