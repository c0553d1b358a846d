"""How accounts are got into: what was done about it, lists of numbers that open nothing any more, hand-overs."""

import datetime

from django.db.models import CASCADE, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import AccountStep, HandOver, OneTimeSheet, User
from portal.retention.registry import register_fixed, register_retention


def _unused(before: datetime.datetime) -> "QuerySet[User]":
    """Members' accounts nobody came in with since, and to which nothing of theirs points."""
    users = User.objects.filter(is_staff=False, is_superuser=False, date_joined__lt=before)
    users = users.filter(Q(last_login__lt=before) | Q(last_login__isnull=True))
    for relation in User._meta.related_objects:
        # What goes with an account says nothing but how it is got into.
        if relation.on_delete is not CASCADE and isinstance(relation.related_model, type):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            users = users.filter(~Exists(rows))
    return users


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
        why=_("だれがだれのログインを直したかを、監査で3年たどれるように"),
        due=lambda before: AccountStep.objects.filter(at__lt=before),
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
