"""The office's inbox: who may open what, what stands out, and the presses that move a worry on."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.correspondence.models import CallListLine
from supporters.concerns import actions
from supporters.concerns.offers import ConcernAction, forget_concern_actions, on_concern_actions
from supporters.models import Concern, ConcernReporter
from tests import factories
from tests.supporters.concerns import TYPED, make_call, make_concern

pytestmark = pytest.mark.django_db

LETTER = {"address": "見本町9", "name": "秘密 花子", "answer_wish": "letter"}


def url(name, *args):
    return reverse(f"admin:supporters_concern_{name}", args=args)


def client_of(**rights):
    user = factories.make_user(is_staff=True, email="lesser@example.com")
    for name, value in rights.items():
        getattr(user, name).set(value)
    client = Client()
    client.force_login(user)
    return client


PAGES = [
    ("changelist", "view_concern", False),
    ("enter", "add_concern", False),
    ("page", "view_concern", False),
    ("entered", "view_concern", False),
    ("reporter", "view_concernreporter", True),
    ("take", "change_concern", True),
    ("reopen", "change_concern", True),
    ("note", "change_concern", True),
    ("answer", "change_concern", False),
    ("spoke", "change_concern", False),
    ("hand-over", "change_concern", False),
    ("wait", "change_concern", False),
    ("close", "change_concern", False),
    ("assign", "change_concern", False),
]


@pytest.mark.parametrize(("name", "right", "is_press"), PAGES)
def test_page_opens_to_the_right_people_only(name, right, is_press, office, staff_client, stranger_client):
    has_no_object = name in {"changelist", "enter"}
    address = url(name, *([] if has_no_object else [make_concern(reporter=LETTER).pk]))
    lesser = client_of(user_permissions=Permission.objects.exclude(codename=right))
    ask = "post" if is_press else "get"

    assert staff_client.get(address).status_code == (405 if is_press else 200)
    assert getattr(lesser, ask)(address).status_code == 403
    for client in (stranger_client, Client()):
        answer = getattr(client, ask)(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))
    if not has_no_object:
        assert getattr(staff_client, ask)(url(name, 999999)).status_code == 404


@pytest.mark.parametrize(("group", "may"), [("職員", False), ("気づきの担当", True), ("管理者", True)])
def test_who_told_of_it_is_seen_only_by_those_with_that_role(group, may, office):
    concern = make_concern(reporter=LETTER)
    groups = {Group.objects.get(name="職員"), Group.objects.get(name=group)}
    client = client_of(groups=groups)

    page = client.get(url("page", concern.pk)).content.decode()
    answer = client.post(url("reporter", concern.pk))

    assert TYPED["what"] in page
    assert "秘密" not in page
    assert "見本町9" not in page
    assert answer.status_code == (200 if may else 403)
    assert ("秘密 花子" in answer.content.decode()) == may
    assert concern.reporter_accesses.count() == may


def test_nobody_told_of_it_by_name_has_nothing_to_open(office, staff_client):
    concern = make_concern()

    assert staff_client.post(url("reporter", concern.pk)).status_code == 404
    assert "お名前も連絡先も、書かれていません" in staff_client.get(url("page", concern.pk)).content.decode()


def test_opening_is_reading_but_only_for_those_who_may_act(office, staff, staff_client):
    concern = make_concern()
    onlooker = client_of(user_permissions=Permission.objects.filter(codename="view_concern"))

    onlooker.get(url("page", concern.pk))
    assert Concern.objects.get().first_read_at is None
    staff_client.get(url("page", concern.pk))

    assert Concern.objects.get().first_read_by == staff


def test_late_and_unanswered_ones_stand_out_and_come_first(office, staff, staff_client):
    long_ago = timezone.now() - datetime.timedelta(days=20)
    calm = make_concern(received_at=long_ago)
    actions.mark_read(concern_id=calm.pk, by=staff)
    actions.take(concern_id=calm.pk, by=staff, revision=0)
    waiting = make_call()
    late = make_concern(received_at=timezone.now() - datetime.timedelta(days=10))
    closed = make_concern()
    actions.close(concern_id=closed.pk, outcome="nothing", by=staff, revision=0)

    page = staff_client.get(url("changelist"))

    assert list(page.context["concerns"]) == [late, waiting, calm]
    content = page.content.decode()
    assert content.count("読むのが遅れています") == 1
    assert content.count("電話がまだ") == 1
    assert "新聞" not in content  # what was told stands on its own page only
    assert list(staff_client.get(url("changelist") + "?show=mine").context["concerns"]) == [calm]
    assert list(staff_client.get(url("changelist") + "?show=over").context["concerns"]) == [closed]


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_costs_the_same_for_one_and_three(count, office, staff_client, django_assert_num_queries):
    for _ in range(count):
        make_concern(reporter=LETTER)

    # session, user, permissions of user and groups; count, worries with their people
    with django_assert_num_queries(6):
        answer = staff_client.get(url("changelist"))

    assert len(answer.context["concerns"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three(count, office, staff, staff_client, django_assert_num_queries):
    concern = make_concern(reporter=LETTER)
    for number in range(count):
        actions.answer(concern_id=concern.pk, text="はい", by=staff, revision=number)
        actions.note(concern_id=concern.pk, text="メモ", by=staff)
    staff_client.get(url("page", concern.pk))

    # session, user, permissions of user and groups; worry, whether somebody is named, who looked;
    # answers, their messages, how far these are (mails, papers), steps; the need that was made of it
    with django_assert_num_queries(14):
        staff_client.get(url("page", concern.pk))


def test_receipt_number_opens_the_worry(office, staff_client):
    concern = make_concern()
    number = f"{concern.receipt_number[:4]}－{concern.receipt_number[4:]}"

    assert staff_client.get(url("changelist"), {"q": number}).url == url("page", concern.pk)
    for typed in ("12345678", "心配", "\x00", "1" * 500):
        assert (
            "という受付番号の気づきはありません"
            in staff_client.get(url("changelist"), {"q": typed}).content.decode()
        )


def test_start_page_has_a_line_only_while_something_is_new_and_says_when_it_is_late(
    office, staff, staff_client
):
    def labels():
        return {
            line.label: line.count
            for line in staff_client.get(reverse("admin:index")).context["work"]
            if "気づき" in line.label
        }

    assert labels() == {}
    concern = make_concern()
    assert labels() == {"新しい気づき": 1}
    Concern.objects.update(read_by=timezone.now() - datetime.timedelta(hours=1))
    assert labels() == {"読むのが遅れている気づき": 1}
    actions.mark_read(concern_id=concern.pk, by=staff)
    assert labels() == {"新しい気づき": 1}
    actions.take(concern_id=concern.pk, by=staff, revision=0)
    assert labels() == {}


def test_from_new_to_closed_by_the_presses(office, staff, staff_client):
    concern = make_concern(reporter=LETTER)

    def press(name, **data):
        revision = Concern.objects.get().revision
        answer = staff_client.post(url(name, concern.pk), {"revision": revision, **data})
        assert answer.status_code == 302, answer.context["form"].errors
        return Concern.objects.get()

    assert press("take").owner == staff
    assert press("note", text="包括に相談").revision == 1
    assert press("answer", text="ありがとうございます").answered_at
    assert press("wait", text="訪問を待つ").state == "waiting"
    assert press("hand-over", handed_to="見本センター", reference="7").state == "handed_over"
    other = factories.make_user(is_staff=True)
    other.user_permissions.set(Permission.objects.filter(codename="change_concern"))
    assert press("assign", owner=staff.pk, stand_in=other.pk).stand_in == other
    assert press("close", outcome="reached", text="").state == "closed"
    page = staff_client.get(url("page", concern.pk)).content.decode()
    assert "もう一度始める" in page
    assert "返事を書く" not in page
    for words in ("包括に相談", "訪問を待つ", "見本センター", "本人につながった"):
        assert words in page
    assert press("reopen").state == "in_hand"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("answer", {"text": ""}, "返事を入力してください。"),
        ("wait", {"text": ""}, "何を待つかを入力してください。"),
        ("hand-over", {"handed_to": ""}, "引き継ぎ先を入力してください。"),
        ("close", {}, "どうなりましたかを選んでください。"),
        ("close", {"outcome": "x"}, "一覧の中から選び直してください。"),
        ("note", {"text": ""}, "メモを書き足すを入力してください。"),
    ],
)
def test_mistake_is_said_and_changes_nothing(name, data, message, office, staff_client):
    concern = make_concern(reporter=LETTER)

    answer = staff_client.post(url(name, concern.pk), {"revision": 0, **data})

    assert message in answer.content.decode()
    assert Concern.objects.get().state == "new"


def test_stranger_to_the_office_cannot_be_put_in_charge(office, stranger, staff_client):
    concern = make_concern()

    answer = staff_client.post(url("assign", concern.pk), {"revision": 0, "owner": stranger.pk})

    assert "一覧の中から選び直してください。" in answer.content.decode()
    assert Concern.objects.get().owner is None


def test_stale_press_says_so_and_the_next_one_is_deliberate(office, staff, staff_client):
    concern = make_concern(reporter=LETTER)
    actions.take(concern_id=concern.pk, by=staff, revision=0)

    taken = staff_client.post(url("take", concern.pk), {"revision": 0}, follow=True)
    unread = staff_client.post(url("take", concern.pk), {}, follow=True)
    answered = staff_client.post(url("answer", concern.pk), {"revision": 0, "text": "はい"})
    again = staff_client.post(
        url("answer", concern.pk),
        {"revision": answered.context["form"]["revision"].value(), "text": "はい"},
    )

    assert "ほかの職員が先に変更しました" in taken.content.decode()
    assert "画面を読み直して" in unread.content.decode()
    assert "ほかの職員が先に変更しました" in answered.content.decode()
    assert again.status_code == 302
    assert concern.answers.count() == 1


def entry(client, **changes):
    key = re.search(r'name="submission_key" value="([^"]+)"', client.get(url("enter")).content.decode())[1]
    return client.post(url("enter"), {**TYPED, "channel": "phone", "submission_key": key, **changes})


def test_staff_enter_what_they_are_told_in_the_same_words(office, staff, staff_client):
    form = staff_client.get(url("enter")).content.decode()
    answer = entry(staff_client, answer_wish="telephone", telephone="0857000001", name="秘密 花子")

    concern = Concern.objects.get()
    assert "気になっていること" in form
    assert answer.url == url("entered", concern.pk)
    assert (concern.channel, concern.entered_by, concern.first_read_by) == ("phone", staff, staff)
    assert ConcernReporter.objects.get().name == "秘密 花子"
    shown = staff_client.get(answer.url).content.decode()
    assert f"{concern.receipt_number[:4]}-{concern.receipt_number[4:]}" in shown
    assert "秘密" not in shown


def test_staff_are_asked_once_about_a_name_too(office, staff_client):
    asked = entry(staff_client, what="見本さんが心配")
    content = asked.content.decode()
    assert "お名前や住所が入っているようです：見本さん" in content
    assert 'type="checkbox" name="keep_names"' in content
    assert not Concern.objects.exists()

    kept = entry(staff_client, what="見本さんが心配", keep_names="on")

    assert kept.status_code == 302
    assert Concern.objects.get().names_kept


def test_entry_sent_twice_is_one(office, staff_client):
    data = {**TYPED, "channel": "fax", "submission_key": "same"}

    first, second = (staff_client.post(url("enter"), data) for _ in range(2))

    assert first.url == second.url
    assert Concern.objects.count() == 1


def test_call_list_leads_to_the_worry_and_not_to_a_person(office, staff_client):
    concern = make_call()
    person = CallListLine.objects.get().message.recipient

    content = staff_client.get(reverse("admin:correspondence_calllistline_changelist")).content.decode()

    assert f'href="{url("page", concern.pk)}"' in content
    assert reverse("admin:desk_person", args=[person.pk]) not in content


def test_another_app_offers_what_it_can_do_with_a_worry(office, staff_client):
    concern = make_concern()
    label = "見本の下書きにする"
    assert label not in staff_client.get(url("page", concern.pk)).content.decode()

    def offer(concern, user):
        return ConcernAction(label, f"/x/{concern.pk}/") if concern.what else None

    on_concern_actions(offer)
    try:
        written = staff_client.get(url("page", concern.pk)).content.decode()
        call = staff_client.get(url("page", make_call().pk)).content.decode()
    finally:
        forget_concern_actions(offer)

    assert f'href="/x/{concern.pk}/">{label}' in written
    assert label not in call
