"""Who was signed out while typing finds it again, and nobody else does."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.accounts.keeping import clear_kept
from portal.accounts.models import KeptForm, UserSession
from tests import factories
from tests.accounts.signing_in import ADDRESS, ask, codes_mailed, enter

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]

TYPED = {"text": "長い手紙 𠮷田", "many": ["a", "c"]}


def sign_in(client: Client, address: str = ADDRESS, **more: str):
    ask(client, address, **more)
    return enter(client, codes_mailed()[-1])


@pytest.fixture
def signed_out(client, hanako):
    """A browser whose session has ended while a page was open."""
    sign_in(client)
    UserSession.objects.all().delete()
    return client


def sign_in_again(client: Client, answer, address: str = ADDRESS) -> str:
    """Follow the way from the page that wanted a sign-in; returns where it leads."""
    page = client.get(answer.url)
    wanted = page.context["form"].initial["next"]
    assert "お預かりしています" in page.content.decode()
    reached = sign_in(client, address, next=wanted)
    assert reached.url == wanted
    return reached.url


def test_what_was_typed_is_in_the_form_after_signing_in_again(signed_out):
    answer = signed_out.post("/members/letter/?from=mail", TYPED)
    page = signed_out.get(sign_in_again(signed_out, answer))

    content = page.content.decode()
    assert 'value="長い手紙 𠮷田"' in content
    assert content.count(" selected") == 2
    assert "まだ送られていません" in content


def test_sending_it_then_forgets_it(signed_out):
    answer = signed_out.post("/members/letter/", TYPED)
    reached = sign_in_again(signed_out, answer)
    assert KeptForm.objects.count() == 1

    signed_out.post(reached, {"text": ""})
    assert KeptForm.objects.count() == 1
    signed_out.post(reached, TYPED)
    assert KeptForm.objects.count() == 0


def test_press_without_a_page_of_its_own_leads_back_to_the_page_with_the_form(signed_out):
    answer = signed_out.post("/members/press/", TYPED)

    assert sign_in_again(signed_out, answer).startswith("/members/letter/?kept=")


def test_reading_keeps_nothing_and_comes_back(signed_out):
    answer = signed_out.get("/members/letter/?from=mail")

    assert answer.url == "/accounts/?next=/members/letter/%3Ffrom%3Dmail"
    assert KeptForm.objects.count() == 0


def test_another_account_on_the_same_machine_gets_an_empty_form(signed_out):
    factories.make_supporter(person=factories.make_person(email="other@example.com"))
    answer = signed_out.post("/members/letter/", TYPED)

    page = signed_out.get(sign_in_again(signed_out, answer, "other@example.com"))

    assert "長い手紙" not in page.content.decode()
    assert "まだ送られていません" not in page.content.decode()
    mine = Client()
    sign_in(mine)
    assert (
        "長い手紙"
        in mine.get(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]).content.decode()
    )


def test_it_is_given_back_on_its_own_page_only(signed_out, client):
    signed_out.post("/members/letter/", TYPED)
    KeptForm.objects.update(page="/members/other/")
    sign_in(client)

    token = KeptForm.objects.get().token
    assert "長い手紙" not in client.get(f"/members/letter/?kept={token}").content.decode()


def test_without_a_last_account_nothing_is_kept(hanako):
    stranger = Client()

    answer = stranger.post("/members/letter/", TYPED)

    assert answer.url == "/accounts/?next=/members/letter/"
    assert KeptForm.objects.count() == 0


def test_signing_out_makes_the_browser_forget_whose_it_was(client, hanako):
    sign_in(client)
    client.post("/accounts/logout/")

    client.post("/members/letter/", TYPED)

    assert KeptForm.objects.count() == 0


def test_made_up_account_in_the_cookie_keeps_nothing(client, hanako):
    sign_in(client)
    UserSession.objects.all().delete()
    client.cookies["last_account"] = client.cookies["last_account"].value.replace(":", "1:", 1)

    client.post("/members/letter/", TYPED)

    assert KeptForm.objects.count() == 0


def test_secrets_and_lost_characters_are_not_kept(signed_out):
    signed_out.post(
        "/members/letter/",
        {"text": "a\x00b", "csrfmiddlewaretoken": "x", "new_password": "x", "code": "123456"},
    )

    assert KeptForm.objects.get().fields == {"text": ["ab"]}


def test_odd_names_and_addresses_keep_nothing_odd(signed_out, settings):
    signed_out.post("/members/letter/", {"te\x00xt": "a"})
    assert KeptForm.objects.get().fields == {"text": ["a"]}

    settings.ROOT_URLCONF = "portal.urls"
    answer = signed_out.post(f"/supporters/me/apply/{'a' * 600}/", TYPED)

    assert answer.status_code == 302
    assert KeptForm.objects.count() == 1


def test_five_forms_are_the_most_for_one_account(signed_out):
    for number in range(7):
        signed_out.post("/members/letter/", {"text": str(number)})

    kept = KeptForm.objects.order_by("pk").values_list("fields", flat=True)
    assert [fields["text"] for fields in kept] == [["2"], ["3"], ["4"], ["5"], ["6"]]


def test_after_a_day_it_is_gone(signed_out, client):
    answer = signed_out.post("/members/letter/", TYPED)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        page = signed_out.get(sign_in_again(signed_out, answer))
        assert "長い手紙" not in page.content.decode()
        assert clear_kept() == 1


@pytest.mark.parametrize("token", ["x", "\x00", ""])
def test_token_that_stands_for_nothing_gives_an_empty_form(client, hanako, token):
    sign_in(client)

    answer = client.get("/members/letter/", {"kept": token})

    assert answer.status_code == 200
    assert "まだ送られていません" not in answer.content.decode()


def test_waiting_for_a_code_already_the_new_way_back_counts(signed_out):
    ask(signed_out)
    answer = signed_out.post("/members/letter/", TYPED)

    page = signed_out.get(answer.url, follow=True)

    assert "お預かりしています" in page.content.decode()
    assert enter(signed_out, codes_mailed()[-1]).url.startswith("/members/letter/?kept=")


def test_method_is_refused_before_anything_else(signed_out):
    assert signed_out.get("/members/press/").status_code == 405
    assert signed_out.delete("/members/letter/").status_code == 405
