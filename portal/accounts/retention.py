"""How accounts are got into: what was done about it, lists of numbers that open nothing any more, hand-overs."""

import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.doors import may_sign_in_by_code
from portal.accounts.models import AccountStep, HandOver, OneTimeSheet, User
from portal.retention.pointers import unpointed
from portal.retention.registry import register_fixed, register_retention


def _unused(before: datetime.datetime) -> "QuerySet[User]":
    """Members' accounts nobody came in with since, and to which nothing of theirs points."""
    users = User.objects.filter(is_staff=False, is_superuser=False, date_joined__lt=before)
    users = users.filter(Q(last_login__lt=before) | Q(last_login__isnull=True))
    return unpointed(users)


def _old_steps(before: datetime.datetime) -> "QuerySet[AccountStep]":
    """Who opened an account and gave its roles is asked for as long as it is open (棚卸し)."""
    return AccountStep.objects.filter(at__lt=before).exclude(
        user__is_active=True, user__is_staff=True, verb__in=AccountStep.GRANTING
    )


def forget_account(address: str) -> None:
    """Remove the account of an address that opens nothing any more and to which nothing points."""
    if address and not may_sign_in_by_code(address):
        unpointed(User.objects.filter(email=address.lower(), is_staff=False, is_superuser=False)).delete()


def register() -> None:
    register_retention(
        "accounts",
        _("使っていないログインのアカウント（職員のものは残す）"),
        months=24,
        why=_("次にログインすると、また自動で作られる"),
        due=_unused,
        remove=lambda user: user.delete(),
    )
    register_retention(
        "account_steps",
        _("アカウントの記録（番号表を作った、確認をやり直したなど）"),
        months=36,
        why=_(
            "だれがだれのログインを直したかを、監査で3年たどれるように。開いているアカウントを開いた・役割を渡した記録は残す"
        ),
        due=_old_steps,
        remove=lambda step: step.delete(),
    )
    register_retention(
        "one_time_sheets",
        _("使えなくなった番号表（番号の控えをふくむ）"),
        months=3,
        why=_("使えなくなった番号は、何も開かない。行き違いに備えて3か月"),
        due=lambda before: OneTimeSheet.objects.filter(revoked_at__lt=before),
        remove=lambda sheet: sheet.delete(),
    )
    register_retention(
        "hand_overs",
        _("担当者の交代の一覧"),
        months=36,
        why=_("引きついだものを、次の交代まで見られるように3年"),
        due=lambda before: HandOver.objects.filter(at__lt=before),
        remove=lambda record: record.delete(),
    )
    register_fixed("sign_in_codes", _("ログインの番号"), _("使えなくなると消える（長くても1日）"))
    register_fixed("sessions", _("ログインしたままの状態"), _("ログアウトするか、14日で消える"))
    register_fixed("kept_forms", _("ログインが切れたときに書きかけだった内容"), _("1日"))
    register_fixed("wrong_tries", _("ログインのまちがいの回数"), _("1日"))
