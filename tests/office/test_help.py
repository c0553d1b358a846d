import datetime
import json
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
        hours="毎日 24時間",
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
        "毎日 24時間・無料",
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
    for _ in range(count):
        make_helpline()

    # The helplines; the office.
    with django_assert_num_queries(2):
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
        assert helpline.checked_on < datetime.date(2026, 1, 1)


def test_fixture_of_tottori_shows_the_national_line_only_in_its_window(client):
    call_command("loaddata", "tottori", verbosity=0)

    assert "#9999" not in help_page(client)
    with time_machine.travel(local(2024, 5, 3, 12, 0), tick=False):
        assert "#9999" in help_page(client)


def test_fixture_of_tottori_is_readable_as_written():
    path = Path(settings.BASE_DIR, "portal", "office", "fixtures", "tottori.json")

    assert "\\u" not in path.read_text("utf-8")
    assert json.loads(path.read_text("utf-8"))
