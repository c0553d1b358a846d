import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def working_on(self, day: datetime.date) -> "models.QuerySet[User]":
        """Staff whose accounts are open on ``day``."""
        return self.filter(is_staff=True, is_active=True).filter(
            Q(last_day__isnull=True) | Q(last_day__gte=day)
        )


class User(AbstractBaseUser, PermissionsMixin):
    """An address that can sign in. Not a person: several people may share one, many have none.

    Staff have a name and a password. Everybody else comes in by a code sent to the address and has neither.
    """

    email = models.EmailField(_("メールアドレス"), unique=True)
    name = models.CharField(
        _("表示名"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("職員どうしで見分けるための名前"),
    )
    is_active = models.BooleanField(_("有効"), default=True)
    is_staff = models.BooleanField(_("職員"), default=False, help_text=_("管理画面に入れる"))
    date_joined = models.DateTimeField(_("登録日時"), default=timezone.now)
    must_change_password = models.BooleanField(
        _("パスワードを変える必要がある"),
        default=False,
        help_text=_("ほかの人が決めたパスワードは、次のログインのときに本人が変えます"),
    )
    # A password that somebody else chose opens the door until then; afterwards another one is needed.
    first_password_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_day = models.DateField(
        _("最終日"), null=True, blank=True, help_text=_("この日が終わると、アカウントは自動で閉じます")
    )
    stand_in = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="represented",
        verbose_name=_("代理"),
        help_text=_("いないときに、代わりに仕事をする職員"),
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("アカウント")
        verbose_name_plural = _("アカウント")
        permissions = (
            ("hand_over", _("担当者の交代ができる")),
            ("manage_sign_in", _("職員のログインの手助けができる")),
            ("give_roles", _("職員のアカウントを開き、役割を決められる")),
        )
        constraints = (
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_ignoring_case"),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("id")),
                name="accounts_user_stand_in_is_another",
                violation_error_message=_("代理には、ほかの職員を選んでください。"),
            ),
        )

    def __str__(self) -> str:
        # Never the address: this text reaches logs and histories.
        return self.name or f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the account may be used now: not after the last day, whoever has or has not closed it."""
        return self.is_active and not self.has_left

    @property
    def has_left(self) -> bool:
        return self.last_day is not None and self.last_day < timezone.localdate()

    @property
    def is_first_password_over(self) -> bool:
        """Whether a password that somebody else chose has lain about for too long."""
        until = self.first_password_until
        return self.must_change_password and until is not None and until < timezone.now()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class HandOver(models.Model):
    """One handing over (担当者の交代): what went from whom to whom, as it was listed then."""

    leaver = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="handed_over", verbose_name=_("前の担当")
    )
    successor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="taken_over", verbose_name=_("新しい担当")
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("行った人"))
    at = models.DateTimeField(_("日時"), default=timezone.now)
    # [{"what": kind, "title": one line, "since": ISO date or ""}], numbers rather than names.
    rows = models.JSONField()

    class Meta:
        verbose_name = _("担当者の交代")
        verbose_name_plural = _("担当者の交代")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"#{self.pk}"
