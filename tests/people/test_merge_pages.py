"""Two records become one: by a manager, with both before one's eyes, on record."""

import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from portal.bookings.models import Booking
from portal.people.actions import handle_with_care, leave_note, mark_died
from portal.people.errors import MarksDiffer, MergedMeanwhile, NeedsSensitiveRight, RecordChanged
from portal.people.merging import merge_people
from portal.people.models import Person, PersonMark, PersonMerge
from tests.bookings.seats import apply_for
from tests.factories import make_person, make_training, make_user
from tests.people.test_mark_pages import client_with
from tests.supporters.concerns import make_concern

pytestmark = pytest.mark.django_db


def choose(someone):
    return reverse("admin:people_person_merge", args=[someone.pk])


def compare(keep, drop):
    return reverse("admin:people_person_merge_with", args=[keep.pk, drop.pk])


def seen(keep, drop):
    return {"keep_revision": keep.revision, "drop_revision": drop.revision}


def test_merge_shows_both_and_moves_what_hangs_on_the_second(manager_client, manager):
    keep = make_person(name="見本 花子", telephone="0857000001")
    drop = apply_for(make_training()).contact
    drop.email = "hanako@example.com"
    drop.save()
    leave_note(person=drop, text="伝言", by=manager)

    page = manager_client.get(compare(keep, drop))
    answer = manager_client.post(compare(keep, drop), seen(keep, drop))

    html = page.content.decode()
    for words in ("見本 花子", drop.name, "hanako@example.com", "右の値で補う", "ちがう：残らない"):
        assert words in html
    assert dict(page.context["follows"]) == {"参加者": 1, "申込": 1, "連絡": 1, "伝言": 1}
    assert answer.url == reverse("admin:desk_person", args=[keep.pk])
    record = PersonMerge.objects.get()
    assert (record.keep, record.drop, record.by, record.filled) == (keep, drop, manager, ["email"])
    assert Booking.objects.get().contact == keep
    assert keep.notes.count() == 1


def test_merge_choice_shows_records_that_look_alike_and_finds_others(manager_client):
    someone = make_person(name="見本 花子", kana="ミホン ハナコ", telephone="0857000001")
    same_reading = make_person(name="見本 華子", kana="ミホン ハナコ")
    same_number = make_person(kana="ベツ", telephone="0857000001")
    secret = make_person(kana="ヒミツ", telephone="0857000001", handle_with_care=True)
    other = make_person(name="遠い 人", kana="トオイ ヒト")

    alike = manager_client.get(choose(someone)).context["found"]
    by_name = manager_client.get(choose(someone), {"q": "とおい"}).context["found"]
    by_id = manager_client.get(choose(someone), {"q": f"#{secret.pk}"}).context["found"]

    assert set(alike) == {same_reading, same_number}
    assert (by_name, by_id) == ([other], [secret])


def test_who_only_told_of_a_worry_is_offered_to_nobody(manager_client):
    someone, reporter = make_person(kana="ミホン"), make_person(kana="ミホン", is_contact_only=True)

    assert manager_client.get(choose(someone)).context["found"] == []
    assert manager_client.get(choose(someone), {"q": f"#{reporter.pk}"}).context["found"] == []
    for page in (
        choose(reporter),
        compare(someone, reporter),
        reverse("admin:people_person_marks", args=[reporter.pk]),
    ):
        assert manager_client.get(page).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_merge_choice_costs_the_same_for_any_number(manager_client, count, django_assert_num_queries):
    someone = make_person(kana="ミホン")
    for _ in range(count):
        make_person(kana="ミホン")

    # session, user, the person, records that look alike
    with django_assert_num_queries(4):
        page = manager_client.get(choose(someone))

    assert len(page.context["found"]) == count


def test_merge_of_a_record_with_itself_is_refused_in_words(manager_client):
    someone = make_person()

    shown = manager_client.get(compare(someone, someone), follow=True).content.decode()
    pressed = manager_client.post(compare(someone, someone), seen(someone, someone), follow=True)

    assert "同じ記録どうしは、まとめられません" in shown
    assert "同じ記録どうしは、まとめられません" in pressed.content.decode()
    assert not PersonMerge.objects.exists()


@pytest.mark.parametrize("edited", [0, 1])
def test_merge_with_a_record_that_was_edited_meanwhile_is_refused(manager_client, edited):
    pair = [make_person(), make_person()]
    opened = seen(*pair)
    Person.objects.filter(pk=pair[edited].pk).update(name="直した 名", revision=1)

    page = manager_client.post(compare(*pair), opened, follow=True).content.decode()

    assert "ほかの職員が直しました" in page
    assert "直した 名" in page
    assert not Person.objects.filter(merged_into__isnull=False).exists()
    assert not PersonMerge.objects.exists()


def test_merge_without_saying_what_was_seen_is_not_found(manager_client):
    assert manager_client.post(compare(make_person(), make_person())).status_code == 404


def test_form_that_was_open_while_its_record_was_merged_leads_to_the_kept_one(manager_client, manager):
    keep, drop = make_person(), make_person(name="前の 名")
    merge_people(keep_id=keep.pk, drop_id=drop.pk, by=manager)

    page = manager_client.post(
        reverse("admin:people_person_change", args=[drop.pk]), {"name": "新しい 名"}, follow=True
    )

    assert page.redirect_chain[0][0] == reverse("admin:people_person_change", args=[keep.pk])
    assert "まとめられました。保存していません" in page.content.decode()


def test_merges_in_a_chain_end_at_the_last_one_that_was_kept(manager):
    first, second, third = make_person(), make_person(), make_person()

    merge_people(keep_id=second.pk, drop_id=first.pk, by=manager)
    merge_people(keep_id=third.pk, drop_id=first.pk, by=manager)

    assert Person.objects.get(pk=first.pk).kept() == third
    assert [(m.keep_id, m.drop_id) for m in PersonMerge.objects.order_by("pk")] == [
        (second.pk, first.pk),
        (third.pk, second.pk),
    ]


def test_merge_where_only_one_has_died_is_refused_until_staff_say_which_is_true(manager, manager_client):
    keep, drop = make_person(), make_person()
    mark_died(person=drop, by=manager)
    drop.refresh_from_db()

    with pytest.raises(MarksDiffer):
        merge_people(keep_id=keep.pk, drop_id=drop.pk, by=manager)
    page = manager_client.get(compare(keep, drop)).content.decode()
    assert "先にどちらかにそろえてから" in page
    assert "同じ人です。まとめる" not in page

    mark_died(person=keep, by=manager)
    merge_people(keep_id=keep.pk, drop_id=drop.pk, by=manager)
    assert set(PersonMark.objects.values_list("person", flat=True)) == {keep.pk}


def test_merge_with_who_is_handled_with_care_needs_the_right_and_keeps_the_mark(manager, staff):
    keep, drop = make_person(), make_person()
    handle_with_care(person=drop, by=staff)
    lesser = client_with("view_person", "merge_person")

    page = lesser.get(compare(keep, drop)).content.decode()
    lesser.post(compare(keep, drop), {"keep_revision": 0, "drop_revision": 1})

    assert str(NeedsSensitiveRight.message) in page
    assert not PersonMerge.objects.exists()
    merge_people(keep_id=keep.pk, drop_id=drop.pk, by=manager)
    assert Person.objects.get(pk=keep.pk).handle_with_care


def test_merge_page_hides_what_is_hidden(manager_client):
    keep = make_person()
    drop = make_person(telephone="0857510295", address="秘密町9", handle_with_care=True)

    page = manager_client.get(compare(keep, drop)).content.decode()

    assert reverse("admin:people_person_open", args=[drop.pk]) in page
    assert "0857-51-0295" not in page
    assert "秘密町9" not in page


@pytest.mark.parametrize("name", ["merge", "merge_with"])
def test_pages_of_merging_are_for_managers(manager_client, stranger_client, name):
    keep, drop = make_person(), make_person()
    page = choose(keep) if name == "merge" else compare(keep, drop)
    lesser = client_with("view_person", "change_person", "open_sensitive")

    assert manager_client.get(page).status_code == 200
    assert client_with("view_person", "merge_person").get(page).status_code == 200
    assert lesser.get(page).status_code == 403
    assert stranger_client.get(page).status_code == 302
    assert Client().get(page).status_code == 302
    assert manager_client.put(page).status_code == 405
    assert manager_client.get(page.replace(f"/{keep.pk}/", "/0/")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_managers_merging_the_same_two_in_both_directions_do_it_once(manager):
    one, other = make_person(), make_person()
    barrier = threading.Barrier(2)
    outcomes = []

    def merge(keep, drop):
        barrier.wait()
        try:
            merge_people(keep_id=keep.pk, drop_id=drop.pk, by=manager, revisions=(0, 0))
            outcomes.append("merged")
        except (MergedMeanwhile, RecordChanged):
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=merge, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert PersonMerge.objects.count() == 1
    assert "merged" in outcomes
    assert Person.objects.filter(merged_into__isnull=True).count() == 1


def test_merge_page_does_not_say_that_somebody_told_of_a_worry(manager_client, office):
    keep, drop = make_person(), make_person()
    make_concern(person=drop)
    leave_note(person=drop, text="伝言", by=make_user(is_staff=True))

    page = manager_client.get(compare(keep, drop))

    assert page.context["follows"] == [("伝言", 1)]


@pytest.mark.parametrize("query", ["", "\x00", "み\x00ほん"])
def test_merge_choice_takes_whatever_is_typed(manager_client, query):
    assert manager_client.get(choose(make_person()), {"q": query}).status_code == 200
