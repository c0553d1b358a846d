"""The office's inbox of inquiries: who may open what, what stands out, nothing typed is lost."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.inquiries import actions
from portal.inquiries.models import Inquiry
from tests import factories
from tests.factories import local, make_inquiry
from tests.rights import give_rights

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

PAGES = [
    ("changelist", "view_inquiry", False),
    ("page", "view_inquiry", False),
    ("take", "change_inquiry", True),
    ("reopen", "change_inquiry", True),
    ("note", "change_inquiry", True),
    ("answer", "change_inquiry", False),
    ("close", "change_inquiry", False),
]


def url(name, *args):
    return reverse(f"admin:inquiries_inquiry_{name}", args=args)


@pytest.mark.parametrize(("name", "right", "is_press"), PAGES)
def test_page_opens_to_the_right_people_only(name, right, is_press, staff_client, stranger_client):
    address = url(name, *([] if name == "changelist" else [make_inquiry().pk]))
    user = factories.make_user(is_staff=True, email="lesser@example.com")
    give_rights(user, Permission.objects.exclude(codename=right))
    lesser = Client()
    lesser.force_login(user)
    ask = "post" if is_press else "get"

    assert getattr(staff_client, ask)(address).status_code in {200, 302}
    assert getattr(lesser, ask)(address).status_code == 403
    for client in (stranger_client, Client()):
        response = getattr(client, ask)(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, "/admin/login/")
    if is_press:
        assert staff_client.get(address).status_code == 405
    if name != "changelist":
        assert getattr(staff_client, ask)(url(name, 999999)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_costs_the_same_queries_for_one_and_three(staff_client, django_assert_num_queries, count):
    for _ in range(count):
        make_inquiry()

    # Session, user, two for permissions, the count, the rows with their owners.
    with django_assert_num_queries(6):
        staff_client.get(url("changelist"))


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_answer_and_three(staff, staff_client, django_assert_num_queries, count):
    inquiry = make_inquiry(answer_wish="mail", email="a@example.com")
    for revision in range(count):
        actions.answer(inquiry_id=inquiry.pk, text="はい", by=staff, revision=revision)

    # Session, user, two for permissions, the inquiry, its answers, their messages' numbers, the messages with
    # mails, papers and tries, its steps.
    with django_assert_num_queries(11):
        staff_client.get(url("page", inquiry.pk))


def test_opening_marks_it_read_and_one_who_only_looks_does_not(staff_client, staff):
    inquiry = make_inquiry(received_at=local(2026, 11, 2, 9))
    user = factories.make_user(is_staff=True, email="lesser@example.com")
    user.user_permissions.set(Permission.objects.filter(codename="view_inquiry"))
    reader = Client()
    reader.force_login(user)

    late = "読むのが遅れています"
    assert late in reader.get(url("page", inquiry.pk)).content.decode()
    assert late in reader.get(url("changelist")).content.decode()
    content = staff_client.get(url("page", inquiry.pk)).content.decode()

    assert late not in content
    assert inquiry.steps.get().actor == staff


def test_answer_is_written_and_a_stale_press_keeps_what_was_typed(staff_client, manager):
    inquiry = make_inquiry(answer_wish="mail", email="a@example.com")
    actions.take(inquiry_id=inquiry.pk, by=manager, revision=0)

    stale = staff_client.post(url("answer", inquiry.pk), {"text": "はい、どうぞ", "revision": "0"})
    revision = stale.context["form"]["revision"].value()
    content = stale.content.decode()
    done = staff_client.post(url("answer", inquiry.pk), {"text": "はい、どうぞ", "revision": revision})

    assert "ほかの職員が先に変更しました" in content
    assert "はい、どうぞ</textarea>" in content
    assert done.url == url("page", inquiry.pk)
    page = staff_client.get(done.url).content.decode()
    assert "はい、どうぞ" in page
    assert "送信待ち" in page or "返事が伝わるのを待っています" in page


def test_stale_button_says_so(staff_client, manager):
    inquiry = make_inquiry()
    actions.take(inquiry_id=inquiry.pk, by=manager, revision=0)

    for revision, words in (("0", "ほかの職員が先に変更しました"), ("x", "画面を読み直して")):
        response = staff_client.post(url("take", inquiry.pk), {"revision": revision}, follow=True)
        assert words in response.content.decode()
    assert Inquiry.objects.get().owner == manager


@pytest.mark.parametrize("text", ["", "あ" * 5000, "a\x00b"])
@pytest.mark.parametrize(("name", "field"), [("answer", "text"), ("note", "text")])
def test_text_that_cannot_be_taken_is_given_back(staff_client, name, field, text):
    inquiry = make_inquiry(answer_wish="mail", email="a@example.com")

    response = staff_client.post(url(name, inquiry.pk), {field: text, "revision": "0"})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["form"][field].value() == text
    assert (inquiry.answers.count(), inquiry.steps.filter(verb__in=["answered", "noted"]).count()) == (0, 0)


def test_notes_are_appended_one_by_one(staff_client):
    inquiry = make_inquiry()

    for text in ("一つめ", "{% x %}<b>"):
        staff_client.post(url("note", inquiry.pk), {"text": text})

    assert [step.note for step in inquiry.steps.filter(verb="noted")] == ["一つめ", "{% x %}<b>"]
    assert "&lt;b&gt;" in staff_client.get(url("page", inquiry.pk)).content.decode()


def test_inquiries_are_found_by_words_of_what_is_sealed(staff_client, staff):
    wanted = make_inquiry(body="車いすで入れますか")
    actions.note(inquiry_id=wanted.pk, text="センター長に確認", by=staff)
    make_inquiry()

    for typed in ("車いす", "ｾﾝﾀｰ長", "車いす 見本"):
        page = staff_client.get(url("changelist"), {"q": typed})
        assert list(page.context["inquiries"]) == [wanted]
    assert "見つかりませんでした" in staff_client.get(url("changelist"), {"q": "ない言葉"}).content.decode()


def test_inbox_shows_open_mine_and_over(staff_client, staff):
    new, mine, over = make_inquiry(), make_inquiry(), make_inquiry()
    actions.take(inquiry_id=mine.pk, by=staff, revision=0)
    actions.close(inquiry_id=over.pk, by=staff, revision=0)

    shown = {
        name: set(staff_client.get(url("changelist"), {"show": name}).context["inquiries"])
        for name in ("open", "mine", "over")
    }

    assert shown == {"open": {new, mine}, "mine": {mine}, "over": {over}}
