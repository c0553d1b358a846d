"""One named account for each role, with a password that differs from one installation to the next."""

import base64
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from portal.accounts.models import AccountStep, User
from portal.accounts.staff.accounts import open_account
from portal.accounts.staff.entering import choose_password
from portal.accounts.staff.totp import give_demo_app, renew_demo_app


@dataclass(frozen=True)
class Role:
    """``group`` is the office's own role, ``also`` a further one; the administrator of the system needs none."""

    label: str
    email: str
    name: str
    group: str = ""
    also: str = ""


ADMINISTRATOR = Role("全体の管理", "system@example.jp", "見本 つかさ（システム担当）")
MANAGER = Role("管理者", "kanri@example.jp", "見本 さくら（管理者）", group="管理者")
CONCERNS = Role(
    "気づきの担当", "kizuki@example.jp", "見本 あおば（気づきの担当）", group="職員", also="気づきの担当"
)
STAFF = Role("職員", "shokuin@example.jp", "見本 わかば（職員）", group="職員")
ROLES = (ADMINISTRATOR, MANAGER, CONCERNS, STAFF)


def password() -> str:
    """The password of all demo accounts: follows from the secret key, so that only the demo can say it."""
    return "mihon-" + salted_hmac("portal.demo", "password", algorithm="sha256").hexdigest()[:10]


def _secret(role: Role) -> str:
    """What an authenticator app would hold: it follows from the secret key as well, and is marked as the demo's."""
    digest = salted_hmac("portal.demo.totp", role.email, algorithm="sha256").digest()
    return base64.b32encode(digest[:20]).decode()


def make_accounts() -> User:
    """An account for each role; returns that of the member of staff, who does what the demo shows as done.

    The administrator of the system comes by the command, opens the manager's account, and the manager the others'.
    """
    by = User.objects.create_superuser(ADMINISTRATOR.email, password(), name=ADMINISTRATOR.name)
    AccountStep.objects.create(user=by, by=None, verb=AccountStep.Verb.CREATED)
    give_demo_app(by, _secret(ADMINISTRATOR))
    by = _open(MANAGER, by)
    _open(CONCERNS, by)
    return _open(STAFF, by)


def _open(role: Role, by: User) -> User:
    """As the manager does it, and then the colleague on the first day."""
    roles = {role.group, role.also} - {""}
    user, _first_password = open_account(email=role.email, name=role.name, roles=roles, by=by)
    choose_password(user=user, password=password(), session_key=None)
    give_demo_app(user, _secret(role))
    return user


def renew_sign_ins() -> None:
    """Let the printed password and the number on the page hold also after the secret key has changed."""
    roles = {role.email: role for role in ROLES}
    for user in User.objects.filter(email__in=roles):
        if not user.check_password(password()):
            user.set_password(password())
            user.save()
        renew_demo_app(user, _secret(roles[user.email]))
