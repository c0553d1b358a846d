"""``/search/``: what everybody finds, and what nobody does."""

import logging

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from platform_orgs.models import Organisation
from portal.bookings.models import Occasion
from portal.own_pages import OWN_PAGES
from tests import factories
from tests.factories import in_days, make_notice

pytestmark = pytest.mark.django_db

WORD = "みずいろ"


@pytest.fixture(autouse=True)
def office_exists(office):
    """Head and foot name the office."""


def titles(client, query=WORD, **params):
    response = client.get("/search/", {"q": query} | params)
    assert response.status_code == 200
    return {
        group["source"].name: [hit.found.title for hit in group["hits"]]
        for group in response.context["groups"]
    }


def one_of_each():
    factories.make_training(title=f"{WORD}研修")
    factories.make_event(title=f"{WORD}催し")
    factories.make_video(title=f"{WORD}動画")
    organisation = factories.make_organisation(name=f"{WORD}の会")
    factories.make_resource(organisation, title=f"{WORD}の米")
    factories.make_gathering(name=f"{WORD}の茶の間")
    factories.make_helpline(name=f"{WORD}の電話")
    make_notice(f"{WORD}のお知らせ")


def test_every_kind_is_found_and_named(client):
    one_of_each()

    assert titles(client) == {
        "helplines": [f"{WORD}の電話"],
        "places": [f"{WORD}の茶の間"],
        "trainings": [f"{WORD}研修"],
        "events": [f"{WORD}催し"],
        "organisations": [f"{WORD}の会"],
        "resources": [f"{WORD}の米"],
        "videos": [f"{WORD}動画"],
        "notices": [f"{WORD}のお知らせ"],
    }
    content = client.get("/search/", {"q": WORD}).content.decode()
    for label in ("相談窓口", "行ける場所", "研修・講座", "シンポジウム・催し", "団体", "動画", "お知らせ"):
        assert f">{label}<span" in content
    assert "8件見つかりました" in content


def test_every_hit_leads_to_a_page_that_opens(client):
    one_of_each()

    for group in client.get("/search/", {"q": WORD}).context["groups"]:
        for hit in group["hits"]:
            path, _, anchor = hit.found.path.partition("#")
            response = client.get(path)
            assert response.status_code == 200
            assert f'id="{anchor}"' in response.content.decode() or not anchor


def test_what_the_visitor_may_not_see_is_not_found(client):
    hidden = {"hidden_from": in_days(-1)}
    factories.make_training(title=f"{WORD}準備中", state=Occasion.State.PLANNED)
    factories.make_training(title=f"{WORD}隠した", **hidden)
    factories.make_training(title=f"{WORD}載せない", is_listed=False)
    factories.make_event(title=f"{WORD}準備中", state=Occasion.State.PLANNED)
    event = factories.make_event(title=f"{WORD}隠した", **hidden)
    factories.make_video(title=f"{WORD}隠した", **hidden)
    factories.make_video(title=f"{WORD}隠した催しの", event=event)
    factories.make_organisation(name=f"{WORD}未公開", is_published=False)
    factories.make_organisation(name=f"{WORD}退会", state=Organisation.State.LEFT)
    concealed = factories.make_organisation(name=f"{WORD}隠した", **hidden)
    factories.make_resource(concealed, title=f"{WORD}隠した団体の")
    factories.make_gathering(concealed, name=f"{WORD}隠した団体の")
    factories.make_resource(title=f"{WORD}団体だけ", is_public=False)
    factories.make_resource(title=f"{WORD}終わり", ended_at=timezone.now())
    factories.make_resource(title=f"{WORD}休み", paused_at=timezone.now())
    factories.make_gathering(name=f"{WORD}期限切れ", valid_until=in_days(-1).date())
    factories.make_gathering(name=f"{WORD}隠した", **hidden)
    factories.make_helpline(name=f"{WORD}終わり", valid_until=in_days(-1).date())
    factories.make_helpline(name=f"{WORD}隠した", **hidden)
    make_notice(f"{WORD}下書き", published_from=None)
    make_notice(f"{WORD}これから", published_from=in_days(1))
    make_notice(f"{WORD}隠した", **hidden)
    factories.make_need(title=f"{WORD}困りごと")
    factories.make_meeting(title=f"{WORD}会議")
    factories.make_person(name=WORD)

    assert titles(client) == {}


def test_of_an_organisation_only_the_published_page_is_found(client):
    page = {"about": "あかるい茶の間", "telephone": "0857000001", "representative": "見本花子"}
    organisation = factories.make_organisation(name="見本の会", page=page)
    organisation.profiles.filter(state="draft").update(about=f"{WORD}の下書き")

    assert titles(client, "あかるい") == {"organisations": ["見本の会"]}
    assert titles(client, WORD) == titles(client, "0857000001") == titles(client, "見本花子") == {}


def test_what_is_said_in_a_video_is_not_found_before_it_is_out(client):
    words = {"transcript": f"{WORD}について話します"}
    factories.make_video(title="来月", available_from=in_days(30), chapters=(WORD,), **words)
    assert titles(client) == {}

    factories.make_video(title="いま", **words)
    factories.make_video(title="章", chapters=(WORD,))
    assert sorted(titles(client)["videos"]) == ["いま", "章"]


def test_past_trainings_come_last_and_say_so(client):
    factories.make_training(title=f"{WORD}終わった", starts_at=in_days(-30))
    factories.make_training(title=f"{WORD}再来月", starts_at=in_days(60))
    factories.make_training(title=f"{WORD}来月")
    factories.make_training(title=f"{WORD}中止", state=Occasion.State.CANCELLED, starts_at=in_days(9))

    groups = client.get("/search/", {"q": WORD}).context["groups"]

    assert [(hit.found.title, hit.found.is_past) for hit in groups[0]["hits"]] == [
        (f"{WORD}来月", False),
        (f"{WORD}再来月", False),
        (f"{WORD}中止", True),
        (f"{WORD}終わった", True),
    ]
    assert groups[0]["hits"][2].found.note == "中止"
    assert groups[0]["hits"][3].found.note.endswith("（終わりました）")


def test_own_pages_are_found_by_what_people_call_them(client):
    assert "個人情報の取り扱い" in titles(client, "プライバシー")["pages"]
    assert "申込の確認・取消" in titles(client, "キャンセル")["pages"]


def test_every_own_page_opens(client):
    for page in OWN_PAGES.rows(timezone.now()):
        assert client.get(page.path).status_code == 200, page.path


def test_few_of_each_kind_are_shown_and_all_on_a_page_of_their_own(client):
    for number in range(7):
        factories.make_gathering(name=f"{WORD}{number}")

    content = client.get("/search/", {"q": WORD}).content.decode()

    assert len(titles(client)["places"]) == 5
    assert 'kind=places">行ける場所の7件をすべて見る</a>' in content
    assert len(titles(client, kind="places")["places"]) == 7
    assert len(titles(client, kind="no-such-kind")["places"]) == 5


def test_words_are_marked_and_everything_is_escaped(client):
    factories.make_gathering(name="<b>茶の間</b>", description="<script>alert(1)</script>さろん & お茶")

    content = client.get("/search/", {"q": "サロン"}).content.decode()

    assert "&lt;b&gt;茶の間&lt;/b&gt;" in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<mark>さろん</mark> &amp; お茶" in content
    nasty = '"><script>alert(2)</script>'
    again = client.get("/search/", {"q": nasty}).content.decode()
    assert "<script>alert(2)" not in again
    assert f'value="{escape(nasty)}"' in again


@pytest.mark.parametrize(
    "typed", ["死にたい", "もう きえたい です", "自殺", "たすけて", "あ" * 4_990 + "しにたい"]
)
def test_words_of_distress_put_open_lines_on_top(client, typed):
    factories.make_helpline(name="見本の電話", telephone="0120-000-000")
    factories.make_gathering(name=f"{typed[:40]}の会")

    content = client.get("/search/", {"q": typed}).content.decode()

    main = content[content.index("<main") :]
    assert main.index("話せるところがあります") < main.index('href="tel:0120000000"')
    assert 'href="tel:0120000000"' in main[: main.index('role="status"')]


def test_other_words_show_no_lines(client):
    factories.make_helpline(name="見本の電話", telephone="0120-000-000")

    assert "話せるところがあります" not in client.get("/search/", {"q": "研修"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("あ" * 5_000, "長いので、はじめのほう"),
        ("%", "「%」は、見つかりませんでした"),
        ("_", "「_」は、見つかりませんでした"),
        ("'; --", "見つかりませんでした"),
        ("\x00", "さがすことばを入れてください"),
        ("\x1b\x07\r\n", "さがすことばを入れてください"),
        ("   ", "さがすことばを入れてください"),
        ("・・", "さがすことばを入れてください"),
        ("", "まとめてさがせます"),
    ],
)
def test_nonsense_gets_a_calm_page_with_a_next_step(client, typed, says):
    one_of_each()

    response = client.get("/search/", {"q": typed})

    content = response.content.decode()
    assert response.status_code == 200
    assert says in content
    assert 'href="/trainings/"' in content[content.index("<main") : content.index("</main>")]
    assert 'href="tel:0857510295"' in content[content.index("<main") : content.index("</main>")]


def test_results_are_for_everybody_and_for_no_search_engine(client, staff_client):
    one_of_each()
    path = f"/search/?q={WORD}"

    response = client.get(path)

    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert staff_client.get(path).content == response.content
    assert "noindex" not in client.get("/search/").content.decode()
    assert client.post(path).status_code == 405


def test_words_reach_no_log(client, caplog):
    with caplog.at_level(logging.DEBUG):
        client.get("/search/", {"q": WORD})
        client.post("/search/?q=" + WORD)

    # With DEBUG off nothing logs statements either; and none holds the words.
    assert WORD not in caplog.text


@pytest.mark.parametrize("count", [1, 3])
def test_searching_costs_the_same_queries_for_one_and_three(client, django_assert_num_queries, count):
    for _ in range(count):
        one_of_each()
        factories.make_programme(factories.make_event())
        factories.make_video(event=factories.make_event(), chapters=("章",))

    # Helplines, notices, trainings (3), events (5), videos (3), organisations, resources, places; the office.
    with django_assert_num_queries(17):
        client.get("/search/", {"q": WORD})


def test_page_without_words_costs_the_office_only(client, django_assert_num_queries):
    one_of_each()

    with django_assert_num_queries(1):
        client.get("/search/")


def test_every_page_leads_to_the_search(client):
    for path in ("/", "/help/", "/trainings/"):
        assert f'href="{reverse("search")}"' in client.get(path).content.decode()


def test_ended_notice_is_found_after_news(client):
    make_notice(f"{WORD}古い", published_from=in_days(-5), published_until=in_days(-1))
    make_notice(f"{WORD}新しい", published_from=in_days(-9), published_until=in_days(9))

    assert titles(client)["notices"] == [f"{WORD}新しい", f"{WORD}古い"]
