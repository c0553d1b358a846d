import datetime
import secrets
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.office.hiding import Hideable, HideableQuerySet, hiding_constraint


class NoticeQuerySet(HideableQuerySet):
    def public(self) -> Self:
        """What anybody may read: published and not hidden. One whose time is over stays at its address and says
        so, because paper and other sites lead to it."""
        return self.filter(published_from__lte=timezone.now()).not_hidden()

    def current(self) -> Self:
        """What is news today: the pinned first, then the newest."""
        now = timezone.now()
        return (
            self.public()
            .filter(Q(published_until__isnull=True) | Q(published_until__gt=now))
            .order_by("-is_pinned", "-published_from", "-pk")
        )

    def ended(self) -> Self:
        """What was news, the latest first."""
        return self.public().filter(published_until__lte=timezone.now()).order_by("-published_from", "-pk")


class Notice(Hideable):
    """Something that the office tells everybody (お知らせ), from one moment until another."""

    class Category(models.TextChoices):
        NEWS = "news", _("お知らせ")
        CALL = "call", _("募集")
        CHANGE = "change", _("変更・中止")
        REPORT = "report", _("報告")

    title = models.CharField(_("題名"), max_length=100)
    slug = models.SlugField(
        _("アドレスに使う名前"),
        max_length=60,
        unique=True,
        help_text=_("半角の英数字とハイフン。空欄なら日付から作ります。公開したら変えられません。"),
    )
    category = models.CharField(_("種類"), max_length=10, choices=Category, default=Category.NEWS)
    body = models.TextField(
        _("本文"),
        max_length=20_000,
        help_text=_("「# 」で始まる行は見出し、「- 」は箇条書き、[文字](アドレス) はリンクになります。"),
    )
    is_pinned = models.BooleanField(_("いちばん上に出す"), default=False)
    published_from = models.DateTimeField(
        _("いつから"), null=True, blank=True, help_text=_("空欄のあいだは下書き")
    )
    published_until = models.DateTimeField(
        _("いつまで"),
        null=True,
        blank=True,
        help_text=_("すぎると「これまでのお知らせ」へ移ります。空欄なら、ずっと"),
    )
    revision = models.PositiveIntegerField(editable=False, default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("お知らせ")
        verbose_name_plural = _("お知らせ")
        ordering = (F("published_from").desc(nulls_first=True), "-pk")
        constraints = (
            hiding_constraint(),
            models.CheckConstraint(
                condition=Q(published_from__isnull=True)
                | Q(published_until__isnull=True)
                | Q(published_until__gt=F("published_from")),
                name="notice_published_until_after_from",
                violation_error_message=_("「いつまで」は「いつから」より後にしてください。"),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.published_until is not None and self.published_until <= timezone.now()

    @classmethod
    def free_slug(cls, day: datetime.date) -> str:
        """``2026-12-05``, or with -2, -3 … behind it where that is taken."""
        stem = day.isoformat()
        taken = set(cls.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        number = 1
        while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        return slug


def _file_key() -> str:
    return secrets.token_urlsafe(12)


class NoticeFile(models.Model):
    """A file that a notice hands out."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="files")
    label = models.CharField(_("何のファイルか"), max_length=80, help_text=_("例）募集要項"))
    key = models.CharField(max_length=20, unique=True, default=_file_key, editable=False)
    # Its name in the default storage, given by ``portal.ui.files``.
    file = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(editable=False)

    class Meta:
        verbose_name = _("ファイル")
        verbose_name_plural = _("ファイル")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.label

    @property
    def link_text(self) -> str:
        """募集要項（PDF、234KB）: what one gets, before one gets it."""
        kinds = {"docx": "Word", "xlsx": "Excel", "pptx": "PowerPoint", "jpg": "JPEG"}
        ending = self.file.rpartition(".")[2]
        return gettext("%(label)s（%(kind)s、%(size)s）") % {
            "label": self.label,
            "kind": kinds.get(ending, ending.upper()),
            "size": filesizeformat(self.size).replace("\xa0", ""),
        }
