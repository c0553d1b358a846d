from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.organisation import FieldOfWork, Organisation, OrganisationKind
from portal.bookings.models import Booking


class Visibility(models.TextChoices):
    """Who reads a contact field."""

    PUBLIC = "public", _("だれでも見られる")
    MEMBERS = "members", _("プラットフォームの団体だけ")
    OFFICE = "office", _("事務局だけ")


def _visibility(default: Visibility) -> models.CharField:
    return models.CharField(_("見せる範囲"), max_length=10, choices=Visibility, default=default)


class Profile(models.Model):
    """What an organisation says about itself: one draft that is edited, and frozen versions.

    The draft is one row for each organisation, for ever. Sending copies it to a version, which never changes
    again but for what became of it. To the volunteer it is one page with one button.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("編集中")
        WAITING = "waiting", _("確認待ち")
        ACCEPTED = "accepted", _("公開した")
        SENT_BACK = "sent_back", _("差し戻し")
        # Another version was sent before the office had looked at this one.
        REPLACED = "replaced", _("送り直した")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="profiles")
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(_("版"), null=True, blank=True)

    # --- what it says: copied from draft to version, field by field (CONTENT) ---
    name = models.CharField(_("団体の名前"), max_length=100)
    kana = models.CharField(_("ふりがな"), max_length=100, blank=True, default="")
    kind = models.CharField(_("団体の種類"), max_length=20, choices=OrganisationKind)
    fields_of_work = ArrayField(
        models.CharField(max_length=20, choices=FieldOfWork), default=list, verbose_name=_("活動の分野")
    )
    # Ids of office.District; none of them is the whole city.
    districts = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("活動する地区"))
    appeal = models.CharField(_("ひとことで言うと"), max_length=100, blank=True, default="")
    about = models.TextField(_("活動の内容"), blank=True, default="")
    hours = models.CharField(_("開いている日と時間"), max_length=200, blank=True, default="")
    logo = models.FileField(_("ロゴ"), max_length=200, blank=True, default="")
    representative = models.CharField(_("代表者"), max_length=100, blank=True, default="")
    representative_seen_by = _visibility(Visibility.MEMBERS)
    contact_name = models.CharField(_("連絡先の担当"), max_length=100, blank=True, default="")
    contact_name_seen_by = _visibility(Visibility.MEMBERS)
    telephone = models.CharField(_("電話番号"), max_length=20, blank=True, default="")
    telephone_seen_by = _visibility(Visibility.MEMBERS)
    fax = models.CharField(_("FAX番号"), max_length=20, blank=True, default="")
    fax_seen_by = _visibility(Visibility.MEMBERS)
    email = models.CharField(_("メールアドレス"), max_length=254, blank=True, default="")
    email_seen_by = _visibility(Visibility.MEMBERS)
    address = models.CharField(_("所在地"), max_length=200, blank=True, default="")
    address_seen_by = _visibility(Visibility.MEMBERS)
    website = models.URLField(_("Webサイト"), max_length=300, blank=True, default="")
    website_seen_by = _visibility(Visibility.PUBLIC)
    social = models.URLField(_("SNSのページ"), max_length=300, blank=True, default="")
    social_seen_by = _visibility(Visibility.PUBLIC)

    # --- the draft ---
    revision = models.PositiveIntegerField(default=0)

    # --- a version ---
    channel = models.CharField(
        _("受け取り方"), max_length=10, choices=Booking.Channel, default=Booking.Channel.WEB
    )
    received_on = models.DateField(_("受け取った日"), null=True, blank=True)
    sent_at = models.DateTimeField(_("送った日時"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("確認した日時"), null=True, blank=True)
    # Empty when it was published without anybody looking: a trusted organisation.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remark = models.CharField(_("事務局からのひとこと"), max_length=500, blank=True, default="")

    CONTACTS = (
        "representative", "contact_name", "telephone", "fax", "email", "address", "website", "social",
    )  # fmt: skip
    CONTENT = (
        "name", "kana", "kind", "fields_of_work", "districts", "appeal", "about", "hours", "logo",
        *(name for contact in CONTACTS for name in (contact, f"{contact}_seen_by")),
    )  # fmt: skip

    class Meta:
        verbose_name = _("団体のページ")
        verbose_name_plural = _("団体のページ")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(state="draft"), name="profile_one_draft"
            ),
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(state="waiting"), name="profile_one_waiting"
            ),
            models.UniqueConstraint(fields=("organisation", "number"), name="profile_number"),
            models.CheckConstraint(
                condition=Q(state="draft", number__isnull=True, sent_at__isnull=True)
                | (~Q(state="draft") & Q(number__isnull=False, sent_at__isnull=False)),
                name="profile_version_has_number_and_moment",
            ),
            models.CheckConstraint(
                condition=Q(fields_of_work__len__lte=3), name="profile_up_to_three_fields_of_work"
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    def values(self) -> dict[str, Any]:
        """What it says, as plain values that can be compared and kept as JSON."""
        values = {name: getattr(self, name) for name in self.CONTENT}
        return values | {"logo": str(values["logo"] or "")}

    def fields_shown(self) -> list[str]:
        """The fields of work in words."""
        return [str(FieldOfWork(value).label) for value in self.fields_of_work if value in FieldOfWork.values]

    def contacts_for(self, *seen_by: str) -> dict[str, str]:
        """The contact fields that are filled in and meant for these readers."""
        return {
            name: getattr(self, name)
            for name in self.CONTACTS
            if getattr(self, name) and getattr(self, f"{name}_seen_by") in seen_by
        }


class ProfileEdit(models.Model):
    """The draft as somebody saved it: who changed what when, and what the next editor had before them."""

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="edits")
    revision = models.PositiveIntegerField()
    values: Any = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(
        _("受け取り方"), max_length=10, choices=Booking.Channel, default=Booking.Channel.WEB
    )
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("ページの編集")
        verbose_name_plural = _("ページの編集")
        ordering = ("-revision",)
        constraints = (
            models.UniqueConstraint(fields=("profile", "revision"), name="profile_edit_one_per_revision"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
