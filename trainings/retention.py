"""Certificates, which outlast the applications that they came from, and requests for a course at somebody's place."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.correspondence.actions import erase_all_about, take_person_off
from portal.people.models import Person
from portal.retention.registry import hold_back, register_fixed, register_personal, register_retention
from trainings.models import Certificate, CertificateDecision
from trainings.visits.models import VisitRequest

_ERASED = "（削除済み）"


def _certificates(before: datetime.datetime) -> "QuerySet[Certificate]":
    return Certificate.objects.exclude(name=_ERASED).filter(issued_at__lt=before)


def take_name_off(certificate: Certificate) -> None:
    """Number and title stay, so that no number is ever given twice; whose it was is gone."""
    erase_all_about(certificate)
    CertificateDecision.objects.filter(attendee=certificate.attendee).update(reason=_ERASED)
    certificate.name = _ERASED
    certificate.reason = ""
    certificate.revoked_reason = _ERASED if certificate.revoked_reason else ""
    certificate.save(update_fields=["name", "reason", "revoked_reason"])


def _bookings_without_certificates(bookings: "QuerySet[Any]") -> "QuerySet[Any]":
    kept = Certificate.objects.exclude(name=_ERASED).filter(attendee__booking=OuterRef("pk"))
    return bookings.filter(~Exists(kept))


def _visits(before: datetime.datetime) -> "QuerySet[VisitRequest]":
    rows = VisitRequest.objects.filter(received_at__lt=before, contact__is_contact_only=False)
    return _settled(rows)


def _settled(rows: "QuerySet[VisitRequest]") -> "QuerySet[VisitRequest]":
    return rows.filter(state__in=(VisitRequest.State.ARRANGED, VisitRequest.State.DECLINED))


def _forget_group(visit: VisitRequest, instead: Person | None = None) -> None:
    visit.steps.update(note="")
    take_person_off(visit, "contact", instead, clear=("place_address", "wanted", "note"))


def register() -> None:
    register_retention(
        "certificates",
        _("修了証・受講証（番号は残す）"),
        months=120,
        why=_("修了を証明できるように10年"),
        due=_certificates,
        remove=take_name_off,
        counted_by="attendee__occasion__dates__starts_at",
    )
    hold_back("bookings", _bookings_without_certificates)
    register_retention(
        "visits",
        _("出前講座の依頼（担当の人、場所の住所、ひとこと）"),
        months=36,
        why=_("次の依頼のときに経過が分かるように3年"),
        due=_visits,
        remove=_forget_group,
    )
    register_fixed("visit_drafts", _("出前講座の依頼の書きかけ"), _("1日"))
    register_personal(
        _("出前講座の依頼"),
        rows=lambda person_id: VisitRequest.objects.filter(contact=person_id),
        may_go=_settled,
        remove=lambda visit, person, instead: _forget_group(visit, instead),
        stays=_("相談中のものは、先に決めるか、取りやめます"),
    )
