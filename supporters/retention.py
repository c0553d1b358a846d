"""Worries, registrations that ended, and who waited for a training."""

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.correspondence.actions import erase_all_about, take_person_off
from portal.people.forgetting import forget
from portal.people.models import Person
from portal.retention.registry import register_fixed, register_personal, register_retention
from supporters.interest.models import Interest
from supporters.models import Concern, ConcernReporter, Supporter, SupporterStep


def _concerns(before: datetime.datetime) -> "QuerySet[Concern]":
    return Concern.objects.filter(state=Concern.State.CLOSED, closed_at__lt=before)


def forget_concern(concern: Concern) -> None:
    """Remove a worry whole: what was told, by whom, what was done and answered, and every message about it."""
    reporters = ConcernReporter.objects.filter(concern=concern, recipient__isnull=False)
    recipients = list(Person.objects.filter(pk__in=reporters.values("recipient")))
    for answer in concern.answers.all():
        erase_all_about(answer)
    erase_all_about(concern)
    concern.delete()
    for person in recipients:
        forget(person)


def _ended(before: datetime.datetime) -> "QuerySet[Supporter]":
    rows = Supporter.objects.filter(state=Supporter.State.ENDED, state_since__lt=before.date())
    return rows.filter(person__is_contact_only=False)


def take_name_off(supporter: Supporter, instead: Person | None = None) -> None:
    """Keep the number, which is never given again, and nobody behind it."""
    SupporterStep.objects.filter(supporter=supporter).update(note="")
    take_person_off(supporter, "person", instead, clear=("affiliation",))


def _forget_interest(interest: Interest) -> None:
    erase_all_about(interest)
    interest.delete()


def _leave_concern(reporter: ConcernReporter, person: Person, instead: Person) -> None:
    reporter.person = None
    reporter.save(update_fields=["person"])


def register() -> None:
    register_retention(
        "concerns",
        _("気づき（知らせた人、記録、返事をふくむ）"),
        months=36,
        why=_("支援の経過をたどれるように、終わってから3年"),
        due=_concerns,
        remove=forget_concern,
        counted_by="received_at",
    )
    register_retention(
        "supporters",
        _("終わったサポーター登録（登録番号は残す）"),
        months=60,
        why=_("もう一度の登録と証明の問い合わせに備えて5年"),
        due=_ended,
        remove=take_name_off,
        counted_by="registered_on",
    )
    register_retention(
        "interests",
        _("研修のお知らせを待つ人（やめた人）"),
        months=6,
        why=_("やめたあとは使わない。行き違いに備えて6か月"),
        due=lambda before: Interest.objects.filter(state=Interest.State.ENDED, ended_at__lt=before),
        remove=_forget_interest,
    )
    register_fixed("concern_drafts", _("気づきの書きかけ"), _("1日"))
    register_fixed("email_changes", _("確認を待つ新しいメールアドレス"), _("1日"))
    register_fixed("unconfirmed_interests", _("研修のお知らせの申出で、本人が確認しなかったもの"), _("7日"))
    register_personal(
        _("サポーター登録"),
        rows=lambda person_id: Supporter.objects.filter(person=person_id),
        may_go=lambda rows: rows.filter(state=Supporter.State.ENDED),
        remove=lambda supporter, person, instead: take_name_off(supporter, instead),
        stays=_("先に登録を終了します。登録番号だけは残ります"),
    )
    register_personal(
        _("研修のお知らせを待つ申出"),
        rows=lambda person_id: Interest.objects.filter(person=person_id),
        may_go=lambda rows: rows.filter(state=Interest.State.ENDED),
        remove=lambda interest, person, instead: _forget_interest(interest),
        stays=_("先に取りやめます"),
    )
    # That somebody told of a worry is not said here. It stays for its own time, without the way to this record.
    register_personal(
        "",
        rows=lambda person_id: ConcernReporter.objects.filter(person=person_id),
        may_go=lambda rows: rows,
        remove=_leave_concern,
        is_kept_apart=True,
    )
