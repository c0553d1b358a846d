from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from portal.accounts.models import AccountStep, User
from portal.accounts.staff import tries
from portal.accounts.staff.first_passwords import LASTS, put_first_password
from portal.accounts.staff.sessions import drop_sessions
from portal.accounts.staff.sheets import revoke_sheets


class Command(BaseCommand):
    """The first administrator, and the last way back when nobody is left who could help. Whoever runs this has the
    server; both are on record without a name."""

    help = "Make an administrator (全体の管理者) with a first password, which is printed once and must be changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", help="asked for when left out")
        parser.add_argument("--name", help="as colleagues see it; asked for when left out")
        parser.add_argument(
            "--again",
            action="store_true",
            help="for an administrator who cannot come in any more: a new first password, no second factor",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = (options["email"] or input("メールアドレス: ")).strip().lower()
        if options["again"]:
            user, password = self._renew(email)
        else:
            name = (options["name"] or input("表示名: ")).strip()
            user, password = self._create(email, name)
        self.stdout.write(f"\n  {settings.SITE_URL}{reverse('admin:login')}")
        self.stdout.write(f"  {user.email}  {password}")
        self.stdout.write("\n  このパスワードは、ここに一度だけ出ます。「確認の番号」は空けてログインし、")
        self.stdout.write(
            f"  自分のパスワードを決めて、認証アプリを登録してください（{LASTS.days}日のうちに）。"
        )

    @transaction.atomic
    def _create(self, email: str, name: str) -> tuple[User, str]:
        if not name:
            raise CommandError("表示名を入れてください。")
        if User.objects.filter(email=email).exists():
            raise CommandError("このアドレスのアカウントは、もうあります（入れないときは --again）。")
        user = User(email=email, name=name, is_staff=True, is_superuser=True)
        password = put_first_password(user)
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.save()
        AccountStep.objects.create(user=user, by=None, verb=AccountStep.Verb.CREATED)
        return user, password

    @transaction.atomic
    def _renew(self, email: str) -> tuple[User, str]:
        user = User.objects.select_for_update(no_key=True).filter(email=email, is_superuser=True).first()
        if user is None or not user.is_open:
            raise CommandError("このアドレスの、開いている全体の管理者はいません。")
        password = put_first_password(user)
        user.save(update_fields=["password", "must_change_password", "first_password_until"])
        Authenticator.objects.filter(user=user).delete()
        revoke_sheets(user_id=user.pk)
        drop_sessions(user.pk)
        tries.forgive(user.email)
        AccountStep.objects.create(user=user, by=None, verb=AccountStep.Verb.RENEWED)
        return user, password
