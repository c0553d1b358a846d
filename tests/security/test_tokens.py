"""Links that open something without a password: made up, tampered with, cut or strange ones open nothing and break
nothing. For the addresses that pages read after a sign-in see test_injection.py."""

from urllib.parse import quote

import pytest
from django.core.signing import Signer
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from platform_orgs import links as org_links
from platform_orgs.models import Invitation, YearlyCheck
from portal.accounts import codes
from portal.accounts.models import SignInCode
from portal.bookings import links as booking_links
from portal.bookings.models import Booking, DoorPass, SurveyLink
from portal.bookings.surveys import links as survey_links
from supporters.concerns import links as concern_links
from supporters.interest import links as interest_links
from supporters.interest.models import Interest
from supporters.me import links as me_links
from supporters.me.models import EmailChange
from supporters.models import Concern
from tests import factories
from trainings.models import Certificate

ROWS = {
    "booking": (booking_links.booking_by_token, booking_links.booking_token(Booking(pk=1, link_version=1))),
    "twin": (booking_links.booking_by_twin_token, booking_links.twin_token(Booking(pk=1, link_version=1))),
    "door": (
        booking_links.booking_by_check_in_token,
        booking_links.check_in_url(Booking(pk=1, link_version=1)),
    ),
    "survey": (survey_links.survey_link_by_token, survey_links.survey_token(SurveyLink(pk=1))),
    "answers": (concern_links.concern_by_token, concern_links.answers_token(Concern(pk=1))),
    "confirm": (interest_links.interest_to_confirm, interest_links.confirm_url(Interest(pk=1))),
    "leave": (interest_links.interest_to_leave, interest_links.leave_url(Interest(pk=1))),
    "address": (me_links.change_of, me_links.confirm_url(EmailChange(pk=1, version=1))),
    "invitation": (org_links.invitation_by_token, org_links.invitation_url(Invitation(pk=1, link_version=1))),
    "sheet": (org_links.invitation_by_sheet_token, org_links.sheet_url(Invitation(pk=1, link_version=1))),
    "still right": (org_links.check_by_token, org_links.check_url(YearlyCheck(pk=1, link_version=1))),
}
READERS = {name: reader for name, (reader, _made) in ROWS.items()} | {"digest": org_links.membership_to_stop}
TOKENS = {name: made.rstrip("/").rpartition("/")[2] for name, (_reader, made) in ROWS.items()}


@st.composite
def tampered(draw: st.DrawFn) -> tuple[str, str]:
    """A right token with one thing done to it, and whose it was."""
    name = draw(st.sampled_from(sorted(TOKENS)))
    token = TOKENS[name]
    at = draw(st.integers(0, len(token) - 1))
    letter = draw(st.characters() | st.sampled_from("0123456789.-:\x00１"))
    token = draw(
        st.sampled_from(
            [
                token[:at],
                token[at + 1 :],
                token[:at] + letter + token[at + 1 :],
                token[:at] + letter + token[at:],
                token + letter,
                letter + token,
                token.swapcase(),
                token.replace("1", "2", 1),
                token * 2,
            ]
        )
    )
    return name, token


@given(changed=tampered())
def test_token_that_was_tampered_with_opens_nothing_and_nothing_is_looked_up_for_it(changed):
    """Without a database: the signature is compared before any row is asked for."""
    name, token = changed
    if token == TOKENS[name]:
        return

    assert READERS[name](token) is None


@given(
    token=st.text(max_size=80)
    | st.from_regex(r"[0-9]{1,30}(-[0-9]{1,30})?\.[A-Za-z0-9_-]{0,43}", fullmatch=True)
)
@example(token="")
@example(token="." * 5_000)
@example(token="1-1.\ud800")
@example(token=Signer(salt="something.else", sep=".").sign("1-1"))
def test_token_that_was_made_up_opens_nothing(token):
    assert {name: reader(token) for name, reader in READERS.items()} == dict.fromkeys(READERS)


def test_token_for_one_thing_opens_no_other():
    """Each was signed with the same key for the number 1; only its own reader asks the database for it."""
    for name, token in TOKENS.items():
        assert [reader(token) for other, reader in READERS.items() if other != name] == [None] * (
            len(READERS) - 1
        )


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TOKENS))
def test_right_token_of_a_row_that_is_gone_opens_nothing(name):
    assert READERS[name](TOKENS[name]) is None


TOKEN_PAGES = [
    *(("bookings:" + name, ("T",)) for name in
      ("detail", "receipt", "cancel", "answer", "offer", "change", "calendar", "twin", "survey")),
    *(("supporters:" + name, ("T",)) for name in
      ("concern-edit", "concern-confirm", "concern-receipt", "concern-answers", "interest-confirm",
       "interest-leave", "me-email-confirm")),
    *(("trainings:" + name, ("T",)) for name in ("visits-edit", "visits-confirm", "visits-receipt")),
    *(("platform_orgs:" + name, ("T",)) for name in
      ("join-edit", "join-confirm", "join-receipt", "invitation", "invitation-sheet", "still-right", "stop-digest")),
    ("door:check_in", ("T",)),
    ("door:open", ("T",)),
    ("certificates:verify", ("T",)),
    ("certificates:own", ("T", "T")),
    ("certificates:own_pdf", ("T", "T")),
]  # fmt: skip
STRANGE = (
    "\x00",
    "１-１.x",
    "%00",
    "..",
    "9" * 3_000,
    "1-9" + "9" * 40,
    "\u202e",
    "😀",
    "'\"<>&",
    "1-1.",
    "-",
    "0",
)


def address(name: str, args: tuple[str, ...], token: str) -> str:
    return reverse(name, args=["TOKEN"] * len(args)).replace("TOKEN", quote(token, safe=""))


@pytest.mark.django_db
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    token=st.text(
        alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=40
    )
)
def test_page_of_a_made_up_token_is_not_found_and_breaks_nothing(client, office, token):
    assert_nothing_opens(client, [token])


@pytest.mark.django_db
def test_page_of_a_strange_token_is_not_found_and_breaks_nothing(client, office):
    assert_nothing_opens(client, STRANGE)


def assert_nothing_opens(client, tokens) -> None:
    training = reverse("trainings:apply", args=[factories.make_training().slug])
    for token in tokens:
        pages = [address(name, args, token) for name, args in TOKEN_PAGES]
        pages += [f"{training}{quote(token, safe='')}/", f"{training}{quote(token, safe='')}/confirm/"]
        for page in pages:
            for send in (client.get, client.post):
                assert send(page).status_code in {404, 405}, page
    assert not client.cookies


@pytest.mark.django_db
def test_code_of_a_certificate_is_too_long_to_be_tried(db):
    """60 random bits at least, and no order."""
    made = {Certificate._meta.get_field("code").default() for _ in range(200)}

    assert len(made) == 200
    assert {len(code) >= 12 for code in made} == {True}


@pytest.mark.django_db
def test_what_opens_something_lies_hashed_or_sealed(office):
    """Links of bookings, invitations and the like are not stored at all; this is what is."""
    door_pass = DoorPass.objects.create(
        occasion=factories.make_training(), label="受付", created_by=factories.make_user(is_staff=True)
    )
    token = door_pass.renew_token()
    code = codes.ask(address="somebody@example.com", now=factories.in_days(0)).code

    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM accounts_signincode")
        ((kept,),) = cursor.fetchall()
    assert token.partition("-")[2] not in str(DoorPass.objects.values())
    assert DoorPass.by_token(token) == door_pass
    assert kept.startswith("sealed:")
    assert SignInCode.objects.get().code == code
