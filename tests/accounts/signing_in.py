"""What several tests of the sign-in do."""

import re

from django.core import mail
from django.test import Client

ADDRESS = "hanako@example.com"


def ask(client: Client, address: str = ADDRESS, **more: str):
    return client.post("/accounts/", {"email": address, **more})


def codes_mailed() -> list[str]:
    return [re.search(r"^\s+(\d{6})$", message.body, re.MULTILINE)[1] for message in mail.outbox]


def enter(client: Client, code: str):
    return client.post("/accounts/code/", {"code": code})


def another_code(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def error_on(response) -> str:
    (error,) = response.context["form"].errors["code"]
    return error


def scrubbed(answer) -> tuple[int, str, str]:
    """An answer and the page behind it, without what differs at every request."""
    client = answer.client
    page = client.get("/accounts/code/").content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return answer.status_code, answer.url, page
