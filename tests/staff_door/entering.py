"""What several tests of the staff's door do."""

import html
import re

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from portal.accounts.models import User
from portal.accounts.staff import totp

PASSWORD = "tests-only-password"
LOGIN = "/admin/login/"


def enter(client: Client, user: User, number: str = "", *, password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"username": user.email, "password": password, "number": number, **more})


def is_inside(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def give_app(user: User, *, period: int = 30) -> str:
    secret = totp.new_secret()
    totp.keep_secret(user, secret, period=period)
    return secret


def number_at(secret: str, moment: float, *, period: int = 30) -> str:
    return format_hotp_value(hotp_value(secret, int(moment) // period))


def app_of(user: User) -> Authenticator:
    return Authenticator.objects.get(user=user)


def errors_on(response) -> list[str]:
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def secret_on(response) -> str:
    (shown,) = re.findall(r'code--secret">([^<]+)<', response.content.decode())
    return shown.replace(" ", "")


def codes_on(response) -> list[str]:
    page = html.unescape(response.content.decode())
    return [code.replace(" ", "") for code in re.findall(r'<span class="code">(\d{4} \d{4})</span>', page)]
