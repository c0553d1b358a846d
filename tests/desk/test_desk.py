import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.messages import tell_offer
from portal.bookings.models import Booking, PlaceOffer
from portal.correspondence.actions import record_try
from portal.correspondence.models import CallListLine, CallTry, OutboxMail
from portal.correspondence.outbox import send_due
from portal.people.actions import open_record
from portal.people.merging import merge_people
from portal.people.models import Person, PersonNote
from tests.bookings.seats import apply_for, person, revision
from tests.factories import in_days, local, make_booking, make_person, make_training, make_user
from tests.rights import give_rights

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def desk(**asked):
    return reverse("admin:desk", query=asked)


def card(of):
    return reverse("admin:desk_person", args=[of.pk])


def text_of(client, url, **how):
    return client.get(url, **how).content.decode()


def client_with(*codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


# --- the box ---------------------------------------------------------------------------------------------


def test_desk_is_the_first_thing_on_the_start_page(staff_client):
    page = text_of(staff_client, reverse("admin:index"))

    assert page.index('id="desk-q"') < page.index('class="work"')
    assert page.index(">電話受付<") < page.index(">申込をさがす<")


def test_box_goes_straight_to_the_card_of_the_only_one(staff_client):
    hanako = make_person(telephone="0857000001")

    answer = staff_client.get(desk(q="0857-00-0001"))

    assert answer.status_code == 302
    assert answer.url == card(hanako)


def test_several_are_listed_without_an_address_and_of_whom_care_is_needed_without_a_district(staff_client):
    from portal.office.models import District

    district = District.objects.create(name="見本地区")
    shared = {"telephone": "0857000021", "address": "見本町9丁目9", "district": district}
    make_person(name="架空 一", kana="カクウ イチ", **shared)
    make_person(name="架空 二", kana="カクウ ニ", handle_with_care=True, **shared)

    page = text_of(staff_client, desk(q="0857000021"))

    assert "2人見つかりました" in page
    assert page.count("見本地区") == 1
    assert page.index("架空 一") < page.index("見本地区") < page.index("架空 二") < page.index("取扱注意")
    assert "見本町9丁目9" not in page


def test_many_are_cut_and_the_page_says_so(staff_client):
    for _ in range(21):
        make_person(kana="オオゼイ")

    page = text_of(staff_client, desk(q="おおぜい"))

    assert "20人より多くいます" in page
    assert page.count("/admin/desk/person/") == 20


def test_unknown_caller_goes_to_a_new_application_with_what_was_said(staff_client):
    training = make_training()

    page = text_of(staff_client, desk(q="０８５７−００−０００９"))
    choices = text_of(staff_client, reverse("admin:desk_apply", query={"telephone": "0857000009"}))
    form = text_of(
        staff_client, reverse("admin:bookings_occasion_enter", args=[training.pk]) + "?telephone=0857000009"
    )

    assert f'href="{reverse("admin:desk_apply")}?telephone=0857000009"' in page
    assert (
        f'href="{reverse("admin:bookings_occasion_enter", args=[training.pk])}?telephone=0857000009"'
        in choices
    )
    assert 'value="0857-00-0009"' in form


def test_box_escapes_what_was_typed(staff_client):
    page = text_of(staff_client, desk(q='"><script>x</script>'))

    assert "<script>x" not in page
    assert "見つかりませんでした" in page


# --- the card ----------------------------------------------------------------------------------------------


def test_card_shows_marks_before_everything_else(staff_client):
    hanako = make_person(
        name="見本 花子",
        handle_with_care=True,
        do_not_contact=True,
        has_died=True,
        best_time="平日の夕方",
        no_voice_message=True,
        address="見本町9丁目9",
        contact_wish="telephone",
        telephone="0857000001",
    )

    page = text_of(staff_client, card(hanako))

    assert page.index("取扱注意") < page.index("平日の夕方")
    assert "亡くなられた" in page
    assert "今後連絡しない" in page
    assert "0857-00-0001" not in page
    assert "見本町9丁目9" not in page
    assert "新しく申し込む" not in page


def test_card_shows_what_is_hidden_to_who_has_opened_it(staff_client, staff):
    hanako = make_person(handle_with_care=True, no_voice_message=True, address="見本町9丁目9")

    open_record(person=hanako, by=staff, reason="本人から電話")

    page = text_of(staff_client, card(hanako))
    assert f'href="tel:{hanako.telephone}"' in page
    assert "留守番電話に残さない" in page
    assert "見本町9丁目9" in page


def test_card_shows_an_address_where_no_care_is_needed(staff_client):
    assert "見本町9丁目9" in text_of(staff_client, card(make_person(address="見本町9丁目9")))


def test_card_of_a_merged_record_leads_to_the_one_that_was_kept(staff, staff_client):
    keep, drop = make_person(), make_person()
    merge_people(keep_id=keep.pk, drop_id=drop.pk, by=staff)

    assert staff_client.get(card(drop)).url == card(keep)


def test_card_shows_what_lies_ahead_first_with_the_place_in_the_queue(staff_client):
    hanako = make_person(name="見本 花子")
    late = make_training(title="あとの研修", starts_at=in_days(20))
    soon = make_training(title="まえの研修", starts_at=in_days(10))
    past = make_training(title="むかしの研修", starts_at=in_days(-10))
    for _ in range(2):
        make_booking(soon, status="waitlisted")
    make_booking(late, contact=hanako)
    make_booking(soon, contact=hanako, status="waitlisted")
    make_booking(past, contact=hanako)
    make_booking(make_training(title="取り消した研修"), contact=hanako, status="cancelled")

    page = text_of(staff_client, card(hanako))

    assert "3番目" in page
    order = [page.index(title) for title in ("まえの研修", "あとの研修", "終わったもの・取り消したもの（2）")]
    assert order == sorted(order)
    assert page.index("終わったもの") < page.index("むかしの研修")
    assert page.index("終わったもの") < page.index("取り消した研修")


def test_card_of_a_companion_shows_the_booking_and_with_whom(staff_client):
    booking = apply_for(make_training(), people=[person("見本 一"), person("見本 二", telephone="")])
    companion = booking.attendees.get(position=2).person

    page = text_of(staff_client, card(companion))

    assert "いっしょに：見本 一" in page


def test_card_says_what_is_told_what_is_not_and_what_came_of_calling(staff, staff_client):
    booking = apply_for(make_training())
    line = CallListLine.objects.get(message__recipient=booking.contact)
    record_try(line=line, result=CallTry.Result.NO_ANSWER, by=staff, note="夕方にもう一度")

    page = text_of(staff_client, card(booking.contact))

    assert "参加決定のお知らせ" in page
    assert "電話する相手の一覧にある" in page
    assert "夕方にもう一度" in page


def test_card_shows_a_pending_offer_with_its_deadline_or_when_it_begins(staff_client):
    training = make_training(offer_days=3)
    booking = make_booking(training, status="offered")
    offer = PlaceOffer.objects.create(booking=booking)

    before = text_of(staff_client, card(booking.contact))
    offer.expires_at = in_days(2, 17, 15)
    offer.save()
    after = text_of(staff_client, card(booking.contact))

    assert "連絡がついた時から<b>3</b>開庁日" in before
    assert "17:15" in after
    assert "開庁日" not in after


def offered(**fields):
    """Somebody who waited and is asked whether they take a free place."""
    training = make_training(promotion="offer", offer_days=3, **fields)
    booking = make_booking(training, status="offered")
    return PlaceOffer.objects.create(booking=booking)


@pytest.mark.parametrize(
    ("answer", "words", "status", "state"),
    [
        ("yes", "「参加する」と記録し", "confirmed", "accepted"),
        ("no", "「辞退」と記録し", "cancelled", "declined"),
    ],
)
def test_offer_is_answered_on_the_card(staff, staff_client, answer, words, status, state):
    offer = offered()
    booking = offer.booking
    url = reverse("admin:bookings_booking_answer_offer", args=[booking.pk])
    assert url in text_of(staff_client, card(booking.contact))

    page = staff_client.post(
        url, {"answer": answer, "offer": offer.pk, "next": card(booking.contact)}, follow=True
    )

    assert page.redirect_chain == [(card(booking.contact), 302)]
    assert words in page.content.decode()
    assert url not in page.content.decode()
    booking.refresh_from_db()
    offer.refresh_from_db()
    assert (booking.status, offer.state, offer.answered_by) == (status, state, staff)


def test_answer_to_an_offer_that_is_over_or_to_nothing_is_refused_with_words(staff_client):
    offer = offered()
    url = reverse("admin:bookings_booking_answer_offer", args=[offer.booking_id])

    nothing = staff_client.post(url, {"offer": offer.pk}, follow=True).content.decode()
    actions.decline_offer(offer_id=offer.pk)
    late = staff_client.post(url, {"offer": offer.pk, "answer": "yes"}, follow=True).content.decode()

    assert "参加するか辞退するかを選んでください" in nothing
    assert "この席のご案内は、期限が過ぎたか、もうお返事をいただいています" in late
    assert Booking.objects.get().status == "cancelled"
    for foreign in ("", "x", offered().pk):
        assert staff_client.post(url, {"offer": foreign, "answer": "yes"}).status_code == 404


def test_offer_is_answered_only_by_staff_who_may_change_bookings():
    offer = offered()
    url = reverse("admin:bookings_booking_answer_offer", args=[offer.booking_id])
    reader = client_with("view_person", "view_booking")

    assert url not in text_of(reader, card(offer.booking.contact))
    assert reader.post(url, {"offer": offer.pk, "answer": "yes"}).status_code == 403
    offer.refresh_from_db()
    assert offer.state == "pending"


@pytest.mark.parametrize(("days_ahead", "says_days"), [(40, True), (1, False)])
@time_machine.travel(local(2026, 6, 4, 10), tick=False)
def test_call_list_says_how_long_an_offer_stands_once_it_is_told(staff_client, days_ahead, says_days):
    offer = offered(starts_at=in_days(days_ahead))
    tell_offer(offer)

    page = text_of(staff_client, reverse("admin:correspondence_calllistline_changelist"))

    assert "のお席が空きました。参加されますか" in page
    assert ("（連絡がついた時から3開庁日）" in page) == says_days


@pytest.mark.parametrize("count", [1, 3])
def test_card_costs_the_same_for_any_number(count, office, staff, staff_client, django_assert_num_queries):
    hanako = make_person()
    for _ in range(count):
        training = make_training()
        booking = make_booking(training, contact=hanako, people=2)
        actions.postpone(
            occasion_id=training.pk,
            periods={date.pk: (in_days(60), in_days(60, 16)) for date in training.dates.all()},
            reason="見本",
            by=staff,
            revision=revision(training),
        )
        PlaceOffer.objects.create(booking=booking)
        PersonNote.objects.create(person=hanako, text="見本", by=staff)
    for line in CallListLine.objects.all():
        record_try(line=line, result=CallTry.Result.NO_ANSWER, by=staff)

    # session, user, two of permissions; the person; the wish to be erased; bookings, dates, attendees, offers, answers;
    # registration; notes; messages, mails, papers, tries; the wish to hear of trainings
    with django_assert_num_queries(18):
        staff_client.get(card(hanako))


@pytest.mark.parametrize("count", [2, 5])
def test_list_costs_the_same_for_any_number(count, staff_client, django_assert_num_queries):
    for _ in range(count):
        make_person(telephone="0857000021")

    # session, user, two of permissions; the people
    with django_assert_num_queries(5):
        staff_client.get(desk(q="0857000021"))


def test_card_shows_each_panel_only_to_those_who_may_see_it():
    booking = apply_for(make_training(title="見本の研修"))

    page = text_of(client_with("view_person"), card(booking.contact))

    assert "見本の研修" not in page
    assert "お知らせ" not in page
    assert "新しく申し込む" not in page
    assert "伝言を残す" not in page


# --- what callers wish ---------------------------------------------------------------------------------------


def test_note_is_left_and_shown_with_who_and_when(staff, staff_client):
    hanako = make_person()

    page = staff_client.post(
        reverse("admin:desk_note", args=[hanako.pk]), {"text": " 折り返しは\n夕方に "}, follow=True
    ).content.decode()

    note = PersonNote.objects.get()
    assert (note.text, note.by, note.person) == ("折り返しは 夕方に", staff, hanako)
    assert "折り返しは 夕方に" in page
    assert "事務 花子" in page


@pytest.mark.parametrize(
    ("text", "words"), [("  ", "伝言を入力してください"), ("あ" * 301, "いま301字あります")]
)
def test_note_that_cannot_be_kept_says_why_and_is_not_lost(staff_client, text, words):
    hanako = make_person()

    page = staff_client.post(reverse("admin:desk_note", args=[hanako.pk]), {"text": text}).content.decode()

    assert words in page
    assert text in page
    assert not PersonNote.objects.exists()


def test_notes_follow_when_two_records_become_one(staff, staff_client):
    keep, drop = make_person(), make_person()
    PersonNote.objects.create(person=drop, text="見本の伝言", by=staff)

    merge_people(keep_id=keep.pk, drop_id=drop.pk, by=staff)

    assert "見本の伝言" in text_of(staff_client, card(keep))


def as_shown(form):
    """What the browser would post of a page that nobody has typed into."""
    values = {name: form[name].value() for name in form.fields}
    typed = {
        n: value for n, value in values.items() if value is not None and not isinstance(value, bool | list)
    }
    return typed | {"told": "on"}


def enter_for(client, known, training, **data):
    url = reverse("admin:bookings_occasion_enter", args=[training.pk])
    page = client.get(f"{url}?person={known.pk}")
    return page.content.decode(), client.post(url, as_shown(page.context["form"]) | data, follow=True)


def test_application_of_a_known_caller_is_of_that_person_with_what_was_corrected(staff_client):
    hanako = make_person(
        name="見本 花子",
        kana="ミホン ハナコ",
        telephone="0857000001",
        address="見本町1",
        contact_wish="telephone",
    )
    training = make_training()

    form, _answer = enter_for(staff_client, hanako, training, telephone="0857-00-0002")

    assert 'value="0857-00-0001"' in form
    assert "見本町1" in form
    booking = Booking.objects.get()
    assert booking.contact == hanako
    assert Person.objects.count() == 1
    hanako.refresh_from_db()
    assert (hanako.telephone, hanako.address, hanako.revision) == ("0857000002", "見本町1", 1)


def test_application_of_a_known_caller_who_has_a_place_there_is_refused(staff_client):
    training = make_training()
    booking = apply_for(training, people=[person(telephone="0857000001")])

    _form, answer = enter_for(staff_client, booking.contact, training)

    assert "同じ研修・催しの申込みがすでにあります" in answer.content.decode()
    assert Booking.objects.count() == 1


def test_application_of_a_known_caller_whom_a_colleague_has_changed_asks_once_more(staff_client):
    hanako = make_person()
    training = make_training()
    url = reverse("admin:bookings_occasion_enter", args=[training.pk])
    posted = as_shown(staff_client.get(f"{url}?person={hanako.pk}").context["form"])
    Person.objects.filter(pk=hanako.pk).update(revision=4, telephone="0857999999")

    first = staff_client.post(url, posted)
    second = staff_client.post(
        url, posted | {"person_revision": first.context["form"]["person_revision"].value()}
    )

    assert "ほかの職員がこの人の連絡先を直しました" in first.content.decode()
    assert second.status_code == 302
    assert Booking.objects.get().contact == hanako


def test_answer_to_a_postponement_is_given_on_the_card(staff, staff_client):
    training = make_training()
    booking = apply_for(training)
    actions.postpone(
        occasion_id=training.pk,
        periods={date.pk: (in_days(60), in_days(60, 16)) for date in training.dates.all()},
        reason="見本",
        by=staff,
        revision=revision(training),
    )
    url = reverse("admin:bookings_booking_answer", args=[booking.pk])
    assert url in text_of(staff_client, card(booking.contact))

    answer = staff_client.post(url, {"answer": "yes", "next": card(booking.contact)}, follow=True)

    assert answer.redirect_chain == [(card(booking.contact), 302)]
    assert "「行ける」と記録しました" in answer.content.decode()
    assert url not in answer.content.decode()
    assert booking.postponement_answers.get().answer == "can"


def test_answer_goes_back_to_pages_of_ours_only(staff, staff_client):
    training = make_training()
    booking = apply_for(training)
    actions.postpone(
        occasion_id=training.pk,
        periods={date.pk: (in_days(60), in_days(60, 16)) for date in training.dates.all()},
        reason="見本",
        by=staff,
        revision=revision(training),
    )
    url = reverse("admin:bookings_booking_answer", args=[booking.pk])

    answers = [
        staff_client.post(url, {"next": where}).url for where in ("//x.example", "https://x.example", "")
    ]

    assert answers == [reverse("admin:bookings_booking_page", args=[booking.pk])] * 3
    assert booking.postponement_answers.get().answer == "pending"


def test_mail_is_sent_once_more_to_the_address_that_is_known_now(staff_client, mailoutbox):
    booking = apply_for(
        make_training(), people=[person(email="alt@example.com", contact_wish="mail", telephone="")]
    )
    send_due()
    Person.objects.update(email="neu@example.com")
    (mail,) = OutboxMail.objects.all()
    url = reverse("admin:correspondence_outboxmail_resend", args=[mail.pk])
    assert url in text_of(staff_client, card(booking.contact))

    answer = staff_client.post(url, {"next": card(booking.contact)}, follow=True)
    send_due()

    assert "neu@example.com に送ります" in answer.content.decode()
    assert [sent.to for sent in mailoutbox] == [["alt@example.com"], ["neu@example.com"]]
    assert not CallListLine.objects.filter(state="open").exists()


# --- who may ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "needs_person", "permission", "is_press"),
    [
        ("desk", False, "view_person", False),
        ("desk_person", True, "view_person", False),
        ("desk_note", True, "change_person", True),
        ("desk_apply", False, "add_booking", False),
    ],
)
def test_desk_climbs_the_ladder(name, needs_person, permission, is_press, staff_client, stranger_client):
    url = reverse(f"admin:{name}", args=[make_person().pk] if needs_person else [])
    lesser = make_user(is_staff=True)
    give_rights(lesser, Permission.objects.exclude(codename=permission))
    lesser_client = Client()
    lesser_client.force_login(lesser)
    ask = "post" if is_press else "get"

    assert staff_client.get(url).status_code == (405 if is_press else 200)
    assert getattr(lesser_client, ask)(url).status_code == 403
    for client in (stranger_client, Client()):
        assert getattr(client, ask)(url).url.startswith(reverse("admin:login"))


def test_card_of_nobody_is_not_found(staff_client):
    assert staff_client.get(reverse("admin:desk_person", args=[999_999])).status_code == 404
    assert staff_client.get(reverse("admin:desk_apply") + "?person=999999").status_code == 404
