import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.booking import Attendee
from portal.bookings.models.occasion import Occasion


class Survey(models.Model):
    """A few questions to those who came (アンケート). Answers never say whose they are."""

    occasion = models.OneToOneField(Occasion, on_delete=models.PROTECT, related_name="survey")
    introduction = models.TextField(_("はじめのことば"), max_length=500, blank=True, default="")
    is_open = models.BooleanField(_("受付中"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("作成日時"), default=timezone.now)

    class Meta:
        verbose_name = _("アンケート")
        verbose_name_plural = _("アンケート")

    def __str__(self) -> str:
        return f"#{self.pk}"


class SurveyQuestion(models.Model):
    """One question. Its choices are answered by their place in the list."""

    class Kind(models.TextChoices):
        ONE = "one", _("一つ選ぶ")
        SEVERAL = "several", _("いくつでも選ぶ")
        SCALE = "scale", _("5段階")
        TEXT = "text", _("自由に書く")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("順番"))
    kind = models.CharField(_("答え方"), max_length=10, choices=Kind)
    text = models.CharField(_("質問"), max_length=200)
    choices = ArrayField(models.CharField(max_length=100), verbose_name=_("選択肢"), default=list, blank=True)

    class Meta:
        verbose_name = _("質問")
        verbose_name_plural = _("質問")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("survey", "position"), name="survey_question_position_once"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def options(self) -> list[tuple[str, str]]:
        """What one can choose: stored value and words. Empty for free text."""
        if self.kind == self.Kind.SCALE:
            # 5 is best; the words at both ends say so.
            ends = {5: _("5（とてもそう思う）"), 1: _("1（まったくそう思わない）")}
            return [(str(n), str(ends.get(n, n))) for n in (5, 4, 3, 2, 1)]
        return [(str(n), words) for n, words in enumerate(self.choices, start=1)]


class SurveyLink(models.Model):
    """The right of one attendee to answer once. It says that it was used, and neither when nor with what."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="links")
    attendee = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="survey_links")
    is_used = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("survey", "attendee"), name="survey_link_once_per_attendee"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class SurveySheet(models.Model):
    """What one person answered, by the number of the question. No time and a random key: neither says who."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="sheets")
    is_paper = models.BooleanField(_("紙で回答"), default=False)
    answers: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("アンケートの回答")
        verbose_name_plural = _("アンケートの回答")

    def __str__(self) -> str:
        return "#"
