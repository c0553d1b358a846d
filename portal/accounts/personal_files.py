from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import (
    AccountStep,
    HandOver,
    KeptForm,
    OneTimeCode,
    OneTimeSheet,
    SignInCode,
    StaffTries,
    User,
    UserSession,
)
from portal.personal_files.registry import PersonalFile, register_file, register_without_people


def register() -> None:
    register_file(
        PersonalFile(
            "accounts",
            title=_("ログインのアカウントファイル"),
            purpose=_("本人のページ・団体のページ・事務局の画面を、その人だけが開けるようにするため"),
            people=_("ログインしたことのあるサポーターと団体の担当者、事務局の職員"),
            collected=_("本人がログインのときに入力、職員の入力"),
            models=(
                User, EmailAddress, EmailConfirmation, Authenticator, SignInCode, UserSession, KeptForm,
                StaffTries, OneTimeSheet, OneTimeCode, AccountStep, HandOver, LogEntry,
            ),
            kept=(
                "accounts", "account_steps", "one_time_sheets", "hand_overs", "sign_in_codes", "sessions",
                "kept_forms", "wrong_tries",
            ),
            count=User.objects.count,
            remarks=_("職員の分は、職員の人事などに関するファイル（法第74条第2項第3号）にあたり、公表の対象ではない"),
        )
    )  # fmt: skip
    register_without_people(_("役割と仕組みだけ"), Group, Permission, ContentType)
    register_without_people(_("使っていない表（ログインの状態は別の表）"), Session)
