"""The office's pages at the end of a training."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from portal.bookings.models import Occasion
from portal.correspondence.models import Message
from tests import factories
from tests.documents import reading
from tests.rights import give_rights
from tests.trainings.sessions import past_session, somebody
from trainings import actions
from trainings.models import Certificate, CertificateDecision, CertificateSettings

pytestmark = pytest.mark.django_db

# page, what its address names, permission without which it is 403
PAGES = [
    ("trainingsession_closing", "session", "add_certificate"),
    ("trainingsession_decide", "attendee", "add_certificate"),
    ("trainingsession_certificates", "session", "view_certificate"),
    ("trainingsession_issue", "attendee", "add_certificate"),
    ("trainingsession_print", "session", "view_certificate"),
    ("certificate_changelist", "", "view_certificate"),
    ("certificate_page", "certificate", "view_certificate"),
    ("certificate_pdf", "certificate", "view_certificate"),
    ("certificate_sheet", "certificate", "view_certificate"),
    ("certificate_revoke", "certificate", "change_certificate"),
    ("certificate_correct", "certificate", "change_certificate"),
]


def address(name, *args):
    return reverse(f"admin:trainings_{name}", args=args)


@pytest.fixture
def issued(staff, office):
    session = past_session(title="見本研修")
    somebody(session, "p", by=staff, name="山田 太朗")
    return actions.close_session(session_id=session.pk, by=staff).certificates[0]


@pytest.fixture
def objects(issued):
    session_id = issued.attendee.occasion_id
    return {
        "": [],
        "session": [session_id],
        "attendee": [session_id, issued.attendee_id],
        "certificate": [issued.pk],
    }


@pytest.mark.parametrize(("name", "kind", "permission"), PAGES)
def test_page_opens_to_the_right_people_only(name, kind, permission, objects, staff_client, stranger_client):
    url = address(name, *objects[kind])
    lesser, group = factories.make_user(is_staff=True), factories.make_user(is_staff=True)
    taken = {permission, permission.replace("view_", "change_")}
    give_rights(lesser, Permission.objects.exclude(codename__in=taken))
    group.groups.set([Group.objects.get(name="職員")])
    lesser_client, group_client = Client(), Client()
    lesser_client.force_login(lesser)
    group_client.force_login(group)

    assert staff_client.get(url).status_code == 200
    assert group_client.get(url).status_code == 200
    assert lesser_client.get(url).status_code == 403
    for client in (stranger_client, Client()):
        assert client.get(url).url.startswith(reverse("admin:login"))


def test_settings_are_written_by_managers_only(staff_client, manager_client, office):
    clerk = Client()
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name="職員")])
    clerk.force_login(user)
    url = reverse("admin:trainings_certificatesettings_add")
    wanted = {"label": "受講証", "issuer": "", "wording": "{title}", "number_format": "{year}-{seq}"}

    assert clerk.post(url, wanted).status_code == 403
    refused = manager_client.post(url, wanted | {"wording": "{secret}"})
    assert "「{secret}」は使えません" in refused.content.decode()
    manager_client.post(url, wanted)

    assert CertificateSettings.objects.get().label == "受講証"


def test_ground_floors_closing_leads_to_the_trainings_own(staff_client, office):
    session = past_session()
    url = reverse("admin:bookings_occasion_close", args=[session.pk])

    for answer in (staff_client.get(url), staff_client.post(url)):
        assert answer.url == address("trainingsession_closing", session.pk)
    assert Occasion.objects.get(pk=session.pk).state == Occasion.State.PUBLISHED


def closing_form(client, session):
    response = client.get(address("trainingsession_closing", session.pk))
    return response, response.context["form"]


def test_closing_shows_everybody_asks_about_the_unmarked_and_issues(staff, staff_client, office):
    session = past_session(days=2)
    somebody(session, "pp", by=staff, name="皆勤 花子")
    somebody(session, "pa", by=staff, name="欠席 次郎")
    somebody(session, "p-", by=staff, name="未記入 三郎")
    url = address("trainingsession_closing", session.pk)
    page, form = closing_form(staff_client, session)
    text = page.content.decode()
    seen = {"seen": form["seen"].value()}

    refused = staff_client.post(url, seen)
    done = staff_client.post(url, seen | {"unmarked": "present"})

    assert all(name in text for name in ("皆勤 花子", "欠席 次郎", "未記入 三郎"))
    assert "2日すべてに出席した人" in text
    assert "未記入の人をどうしますかを選んでください" in refused.content.decode()
    assert done.url == address("trainingsession_certificates", session.pk)
    names = set(Certificate.objects.values_list("name", flat=True))
    assert names == {"皆勤 花子", "未記入 三郎"}
    assert not Message.objects.exists()


def test_closing_tells_when_ticked(staff, staff_client, office):
    session = past_session()
    somebody(session, "p", by=staff)
    _page, form = closing_form(staff_client, session)

    staff_client.post(
        address("trainingsession_closing", session.pk), {"seen": form["seen"].value(), "tell": "on"}
    )

    assert Message.objects.get().kind == "trainings.certificate"


def test_closing_from_an_old_page_shows_what_changed_and_the_next_press_counts(staff, staff_client, office):
    session = past_session()
    attendee = somebody(session, "p", by=staff)
    url = address("trainingsession_closing", session.pk)
    _page, form = closing_form(staff_client, session)
    actions.decide(attendee_id=attendee.pk, is_granted=False, reason="途中で帰った", by=staff)

    refused = staff_client.post(url, {"seen": form["seen"].value()})
    text = refused.content.decode()
    done = staff_client.post(url, {"seen": refused.context["form"]["seen"].value()})

    assert "出欠や判定が変わりました" in text
    assert "途中で帰った" in text
    assert done.status_code == 302
    assert not Certificate.objects.exists()


def test_closing_before_the_end_has_no_button(staff_client, office):
    session = factories.make_training()

    text = staff_client.get(address("trainingsession_closing", session.pk)).content.decode()

    assert "まだ終わっていません" in text
    assert 'name="seen"' not in text


def test_deciding_needs_a_reason_and_goes_back_to_the_list(staff, staff_client, office):
    session = past_session()
    attendee = somebody(session, "a", by=staff)
    url = address("trainingsession_decide", session.pk, attendee.pk)

    refused = staff_client.post(url, {"choice": "grant"})
    done = staff_client.post(url, {"choice": "grant", "reason": "補講"})

    assert "理由を入力してください" in refused.content.decode()
    assert done.url == address("trainingsession_closing", session.pk)
    assert CertificateDecision.objects.get().is_granted
    staff_client.post(url, {"choice": "rule"})
    assert not CertificateDecision.objects.exists()


def test_deciding_about_somebody_of_another_session_is_not_found(staff, staff_client, office):
    session, other = past_session(), past_session()
    attendee = somebody(other, "a", by=staff)

    assert staff_client.get(address("trainingsession_decide", session.pk, attendee.pk)).status_code == 404
    assert staff_client.get(address("trainingsession_issue", session.pk, attendee.pk)).status_code == 404


def test_correcting_leads_to_the_new_certificate(issued, staff_client):
    url = address("certificate_correct", issued.pk)
    form = staff_client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if name != "tell"}

    refused = staff_client.post(url, data | {"reason": "字"})
    done = staff_client.post(url, data | {"name": "山田 太郎", "reason": "字がちがう"})

    new = Certificate.objects.live().get()
    assert "何も変わっていません" in refused.content.decode()
    assert done.url == address("certificate_page", new.pk)
    assert new.name == "山田 太郎"
    old_page = staff_client.get(address("certificate_page", issued.pk)).content.decode()
    assert "字がちがう" in old_page
    assert new.number in old_page


def test_list_shows_who_has_one_and_issues_to_who_has_none(
    staff, staff_client, office, django_assert_max_num_queries
):
    session = past_session()
    for _ in range(3):
        somebody(session, "p", by=staff)
    without = somebody(session, "a", by=staff, name="欠席 次郎")
    actions.close_session(session_id=session.pk, by=staff)
    url = address("trainingsession_certificates", session.pk)
    staff_client.get(url)

    with django_assert_max_num_queries(15):
        text = staff_client.get(url).content.decode()
    staff_client.post(address("trainingsession_issue", session.pk, without.pk), {"reason": "補講"})

    assert "4人のうち 3人に発行" in text
    assert without.certificates.get().reason == "補講"


def test_one_pdf_for_all_and_a_job_for_single_files(staff, staff_client, office):
    session = past_session()
    for name in ("髙橋 𠮷子", "葛\U000e0100城 花子"):
        somebody(session, "p", by=staff, name=name)
    actions.close_session(session_id=session.pk, by=staff)
    url = address("trainingsession_print", session.pk)

    pdf = staff_client.get(url)
    job = staff_client.post(url)

    text = reading.text(pdf.content)
    assert pdf["Content-Type"] == "application/pdf"
    assert "no-store" in pdf["Cache-Control"]
    assert reading.is_accessible(pdf.content)
    assert reading.pages(pdf.content) == 2
    assert "髙橋𠮷子" in text.replace(" ", "")
    assert "葛\U000e0100城" in text
    assert [c.shown_code in text for c in Certificate.objects.all()] == [True, True]
    assert any("確かめるページ" in words for words in reading.alternative_texts(pdf.content))
    assert "受け取る" in staff_client.get(job.url).content.decode()


def test_printing_without_certificates_says_so(staff_client, office):
    session = past_session()

    answer = staff_client.get(address("trainingsession_print", session.pk), follow=True)

    assert "印刷するものがありません" in answer.content.decode()


# --- the completion rule in the session's form ----------------------------------------------------------------


def change(client, session, **fields):
    url = reverse("admin:trainings_trainingsession_change", args=[session.pk])
    page = client.get(url)
    form = page.context["adminform"].form
    data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    data |= {f"{name}_{n}": "" for name in ("opens_at", "closes_at") for n in (0, 1)}
    for formset in page.context["inline_admin_formsets"]:
        for single in (formset.formset.management_form, *formset.formset.forms):
            for bound in single:
                data[bound.html_name] = "" if bound.value() is None else bound.value()
    data = {name: value for name, value in data.items() if value is not False}
    return client.post(url, data | fields)


def test_rule_is_saved_with_its_dates(staff_client, office):
    session = past_session(days=3)
    named = [str(date.pk) for date in session.dates.all()[:2]]

    done = change(staff_client, session, completion_rule="named", completion_dates=named)

    session.refresh_from_db()
    assert done.status_code == 302
    assert session.completion_rule == "named"
    assert [str(date.pk) for date in session.completion_dates.order_by("starts_at")] == named


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"completion_rule": "at_least"}, "必要な日数を入力してください"),
        ({"completion_rule": "at_least", "completion_days": "3"}, "開催日は2日です"),
        ({"completion_rule": "at_least", "completion_days": "0"}, "completion_days"),
        ({"completion_rule": "named"}, "出席が必要な日を選んでください"),
    ],
)
def test_rule_that_cannot_be_met_is_refused(fields, words, staff_client, office):
    session = past_session(days=2)

    refused = change(staff_client, session, **fields)

    session.refresh_from_db()
    assert refused.status_code == 200
    assert words in refused.content.decode()
    assert session.completion_rule == "all"


def test_dates_of_another_session_cannot_be_named(staff_client, office):
    session, other = past_session(), past_session()

    refused = change(
        staff_client, session, completion_rule="named", completion_dates=[str(other.dates.get().pk)]
    )

    assert refused.status_code == 200
    assert not session.completion_dates.exists()


def test_rule_is_fixed_once_the_session_is_closed(staff, staff_client, office):
    session = past_session()
    actions.close_session(session_id=session.pk, by=staff)
    page = staff_client.get(reverse("admin:trainings_trainingsession_change", args=[session.pk]))

    assert "completion_rule" not in page.context["adminform"].form.fields


def test_telling_later_climbs_the_ladder(staff, staff_client, stranger_client, office, issued):
    session_id = issued.attendee.occasion_id
    url, page = (
        address("trainingsession_tell", session_id),
        address("trainingsession_certificates", session_id),
    )
    lesser = factories.make_user(is_staff=True)
    give_rights(lesser, Permission.objects.exclude(codename="add_certificate"))
    lesser_client = Client()
    lesser_client.force_login(lesser)
    before = staff_client.get(page).content.decode()

    assert "まだ知らせていない1組に知らせる" in before
    assert "知らせる</button>" not in lesser_client.get(page).content.decode()
    assert lesser_client.post(url).status_code == 403
    for client in (stranger_client, Client()):
        assert client.post(url).url.startswith(reverse("admin:login"))
    assert staff_client.get(url).status_code == 405
    assert staff_client.post(address("trainingsession_tell", session_id + 1000)).status_code == 404
    assert not Message.objects.exists()
    assert "1組に、それぞれの連絡の方法で知らせます" in staff_client.post(url, follow=True).content.decode()
    after = staff_client.post(url, follow=True).content.decode()
    assert "みなさんに、もう知らせています" in after
    assert "まだ知らせていない" not in after
    assert Message.objects.count() == 1
