from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.user import User


class StaffTries(models.Model):
    """Wrong tries in a row for one typed address, known or not. Written by ``staff/tries.py`` only."""

    digest = models.CharField(max_length=64, unique=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    # Until when nothing is tried for this address.
    until = models.DateTimeField(null=True)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"#{self.pk}"


class OneTimeSheet(models.Model):
    """A printed list of numbers that each open the door once beside the password. Written by ``staff/sheets.py``."""

    class Kind(models.TextChoices):
        RECOVERY = "recovery", _("予備の番号")
        ISSUED = "issued", _("使い切りの番号表")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_sheets")
    kind = models.CharField(max_length=10, choices=Kind)
    salt = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "kind"),
                condition=models.Q(revoked_at__isnull=True),
                name="accounts_one_live_sheet_of_each_kind",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class OneTimeCode(models.Model):
    """One number of a sheet: its salted hash, and when it was used."""

    sheet = models.ForeignKey(OneTimeSheet, on_delete=models.CASCADE, related_name="codes")
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("sheet", "number")
        constraints = (
            models.UniqueConstraint(fields=("sheet", "number"), name="accounts_number_once_on_a_sheet"),
            models.UniqueConstraint(fields=("sheet", "digest"), name="accounts_code_once_on_a_sheet"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class AccountStep(models.Model):
    """What was done about somebody's way in, by whom. Kept; nothing of it opens anything."""

    class Verb(models.TextChoices):
        CREATED = "created", _("サーバーのコマンドでアカウントを作った")
        RENEWED = "renewed", _("サーバーのコマンドで最初のパスワードに戻した")
        PASSWORD = "password", _("パスワードを変えた")
        FACTOR_SET = "factor_set", _("認証アプリ・トークンを登録した")
        FACTOR_RESET = "factor_reset", _("二つめの確認を、はじめからにした")
        TOKEN_GIVEN = "token_given", _("トークンを渡した")
        SHEET_MADE = "sheet_made", _("番号表を作った")
        SHEET_REVOKED = "sheet_revoked", _("番号表を使えなくした")
        UNLOCKED = "unlocked", _("待ち時間を解いた")
        SESSIONS_ENDED = "sessions_ended", _("ログインを終わらせた")
        OPENED = "opened", _("アカウントを開いた")
        FIRST_PASSWORD = "first_password", _("最初のパスワードを渡した")
        ROLE_GIVEN = "role_given", _("役割を渡した")
        ROLE_TAKEN = "role_taken", _("役割を外した")
        CLOSED = "closed", _("アカウントを閉じた")
        REOPENED = "reopened", _("アカウントをもう一度開いた")

    # By whom somebody may what they may.
    GRANTING = (Verb.CREATED, Verb.OPENED, Verb.REOPENED, Verb.ROLE_GIVEN)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="account_steps")
    # Nobody: a command on the server.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=20, choices=Verb)
    # Which role was given or taken, as it was called then.
    role = models.CharField(max_length=20, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"#{self.pk}"
