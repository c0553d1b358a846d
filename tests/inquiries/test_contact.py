import re

import pytest
import time_machine

from portal.inquiries.models import Inquiry
from tests.factories import local, make_helpline, make_office

pytestmark = pytest.mark.django_db

FORM = "/contact/form/"
GOOD = {"body": "研修の予定を教えてください", "answer_wish": "none", "submission_key": "key-1"}


def test_contact_form_stores_what_was_written_and_says_thanks(client, office):
    response = client.post(FORM, GOOD, follow=True)

    assert response.redirect_chain == [("/contact/thanks/", 302)]
    assert "受け取りました" in response.content.decode()
    inquiry = Inquiry.objects.get()
    assert (inquiry.body, inquiry.name, inquiry.state) == (GOOD["body"], "", Inquiry.State.NEW)


def test_contact_form_keeps_folded_addresses_and_names_as_typed(client, office):
    client.post(
        FORM,
        GOOD
        | {
            "name": "髙橋 𠮷子",
            "answer_wish": "telephone",
            "telephone": "０８５７－５１－０２９５",
            "body": "{% foo %}<b>",
        },
    )

    inquiry = Inquiry.objects.get()
    assert (inquiry.name, inquiry.telephone, inquiry.body) == ("髙橋 𠮷子", "0857510295", "{% foo %}<b>")


def test_contact_form_sent_twice_leaves_one_inquiry(client, office):
    responses = [client.post(FORM, GOOD) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert Inquiry.objects.count() == 1


def test_contact_form_works_without_cookies(office):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)

    page = client.get(FORM)
    key = re.search(r'name="submission_key" value="([^"]+)"', page.content.decode())[1]
    response = client.post(FORM, GOOD | {"submission_key": key})

    assert (response.status_code, page.cookies) == (302, {})
    assert Inquiry.objects.get().submission_key == key


def test_contact_form_gives_every_reader_a_key_of_their_own(client, office):
    keys = {
        re.search(r'submission_key" value="([^"]+)"', client.get(FORM).content.decode())[1] for _ in range(3)
    }

    assert len(keys) == 3


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"body": " \n"}, "body", "お問い合わせの内容を入力してください。"),
        ({"body": "あ" * 4001}, "body", "4,?000"),
        ({"body": "外字\ue000"}, "body", "お問い合わせの内容"),
        ({"answer_wish": "mail"}, "email", "メールで返事がほしいときは、メールアドレスを入力してください。"),
        ({"answer_wish": "telephone"}, "telephone", "電話で返事がほしいときは、電話番号を入力してください。"),
        ({"answer_wish": "fax"}, "fax", "FAXで返事がほしいときは、FAX番号を入力してください。"),
        ({"answer_wish": "letter"}, "address", "手紙で返事がほしいときは、あなたの住所を入力してください。"),
        ({"answer_wish": "mail", "email": "gmail.com"}, "email", "メールアドレス"),
        ({"answer_wish": "telephone", "telephone": "123"}, "telephone", "電話番号"),
        ({"answer_wish": "pigeon"}, "answer_wish", "一覧の中から"),
        ({"name": "名" * 101}, "name", "お名前"),
    ],
)
def test_contact_form_with_bad_input_says_so_twice_and_loses_nothing(client, office, fields, name, message):
    sent = GOOD | {"name": "見本 花子"} | fields

    response = client.post(FORM, sent)

    content = response.content.decode()
    assert response.status_code == 200
    assert not Inquiry.objects.exists()
    assert "<title>エラー：" in content
    summary = content[content.index('id="error-summary"') : content.index("<h1")]
    target = "id_answer_wish_0" if name == "answer_wish" else f"id_{name}"
    assert f'href="#{target}"' in summary
    assert f'id="{target}"' in content
    assert re.search(message, summary)
    assert re.search(message, content[content.index("<h1") :])
    assert response.context["form"]["name"].value() == sent["name"]
    assert response.context["form"]["body"].value() == sent["body"]


def test_contact_form_wish_with_a_carrier_address_is_accepted(client, office):
    client.post(FORM, GOOD | {"answer_wish": "mail", "email": "a..b.@docomo.ne.jp"})

    assert Inquiry.objects.get().email == "a..b.@docomo.ne.jp"


def test_contact_form_without_a_key_is_asked_again(client, office):
    response = client.post(FORM, {"body": "a", "answer_wish": "none"})

    assert response.status_code == 200
    assert not Inquiry.objects.exists()


def test_contact_thanks_and_contact_refuse_posts(client, office):
    assert client.post("/contact/", GOOD).status_code == 405
    assert client.post("/contact/thanks/", GOOD).status_code == 405


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (local(2026, 11, 24, 10, 0), "いまは受付時間です。"),
        (local(2026, 11, 24, 22, 0), "最初に読むのは2026年11月25日（水）8:30以降です。"),
        (local(2026, 12, 31, 2, 0), "最初に読むのは2027年1月4日（月）8:30以降です。"),
    ],
)
@pytest.mark.parametrize("path", ["/contact/", FORM])
def test_contact_says_when_a_message_will_first_be_read(client, office, now, words, path):
    with time_machine.travel(now, tick=False):
        content = client.get(path).content.decode()

    assert words in content


def test_contact_promises_no_time_while_the_hours_are_unknown(client):
    make_office(opens_at=None, closes_at=None)

    content = client.get("/contact/").content.decode()

    assert "最初に読む" not in content
    assert "急ぐときは、電話をお使いください。" in content


def test_contact_form_keeps_what_to_mind_before_calling(client, office):
    wish = {"answer_wish": "telephone", "telephone": "0857000001"}
    client.post(FORM, GOOD | wish)
    client.post(
        FORM,
        GOOD
        | wish
        | {
            "submission_key": "key-2",
            "best_time": "平日の朝",
            "no_office_name": "on",
            "no_voice_message": "on",
        },
    )
    client.post(FORM, GOOD | {"submission_key": "key-3", "no_office_name": "on"})

    assert [inquiry.how_to_call for inquiry in Inquiry.objects.order_by("pk")] == [
        "市役所と名のってかまいません。留守番電話に残してかまいません。",
        "市役所と名のらず、かける人の名前だけを言います。留守番電話には残しません。つながりやすい時間：平日の朝",
        "",
    ]


@pytest.mark.parametrize("path", [FORM, "/contact/thanks/"])
def test_contact_shows_who_listens_now(client, office, path):
    make_helpline(name="夜の電話")
    make_helpline(name="暴力の電話", topic="violence")

    content = client.get(path).content.decode()

    assert "夜の電話" in content
    assert "いま開いています" in content
    assert "暴力の電話" not in content
