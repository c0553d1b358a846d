from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from portal.office.models import District
from portal.people.care import Ways
from portal.search.folding import fold
from portal.search.models import Searchable


class ContactWish(models.TextChoices):
    """How somebody wishes to be told things (連絡方法の希望)."""

    MAIL = "mail", _("メール")
    TELEPHONE = "telephone", _("電話")
    FAX = "fax", _("FAX")
    LETTER = "letter", _("郵便")


# What says that nobody turns to a person any more, whatever the reason.
_STOPS = ("has_died", "has_moved_away", "do_not_contact")


def contactable(prefix: str = "") -> Q:
    """The people whom the office may turn to, as a condition on rows: ``Person.may_be_contacted`` in SQL.

    ``prefix`` leads from the row to the person: ``message__recipient__``.
    """
    return Q(**{f"{prefix}{mark}": False for mark in _STOPS})


class Person(Searchable):
    """A resident as the office knows one: a name, a way to be reached, and what to be careful about.

    A public application always makes a new person, so that nobody changes somebody else's record by typing
    a name. A shared address or telephone never makes two people one; staff merge, and the row that was
    merged stays behind, pointing to the one that was kept.
    """

    # Names are kept exactly as written: no Unicode normalisation, ever.
    name = models.CharField(_("お名前"), max_length=100)
    kana = models.CharField(
        _("ふりがな"), max_length=100, blank=True, default="", help_text=_("ローマ字のお名前なら空欄でもよい")
    )
    printed_name = models.CharField(
        _("印刷する名前"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("通称・旧姓など、ちがうときだけ"),
    )
    email = models.CharField(_("メールアドレス"), max_length=254, blank=True, default="")
    telephone = models.CharField(_("電話番号"), max_length=20, blank=True, default="")
    # Set by a call that reached somebody else, until staff write another number.
    telephone_is_wrong = models.BooleanField(_("電話番号ちがい"), default=False)
    fax = models.CharField(_("FAX番号"), max_length=20, blank=True, default="")
    postal_code = models.CharField(_("郵便番号"), max_length=7, blank=True, default="")
    address = models.CharField(_("住所"), max_length=300, blank=True, default="")
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("お住まいの地区")
    )

    contact_wish = models.CharField(
        _("連絡方法の希望"), max_length=10, choices=ContactWish, blank=True, default=""
    )
    wants_large_print = models.BooleanField(_("大きな文字で"), default=False)
    best_time = models.CharField(_("電話のつながりやすい時間"), max_length=100, blank=True, default="")
    no_voice_message = models.BooleanField(_("留守番電話に残さない"), default=False)

    handle_with_care = models.BooleanField(
        _("取扱注意"), default=False, help_text=_("住所などを知られてはならない")
    )
    has_died = models.BooleanField(_("亡くなられた"), default=False)
    has_moved_away = models.BooleanField(_("転居"), default=False)
    do_not_contact = models.BooleanField(_("今後連絡しない"), default=False)

    # Holds a way of contact for one matter and nothing else: in no list of people and found by no search.
    is_contact_only = models.BooleanField(_("連絡先だけの記録"), default=False, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    kana_key = models.CharField(max_length=200, editable=False, default="", db_index=True)
    revision = models.PositiveIntegerField(editable=False, default=0)
    created_at = models.DateTimeField(_("登録日時"), auto_now_add=True)

    class Meta(Searchable.Meta):
        verbose_name = _("人")
        verbose_name_plural = _("人")
        ordering = ("kana_key", "id")
        permissions = (
            ("merge_person", _("人の記録をまとめる")),
            ("open_sensitive", _("取扱注意の人の連絡先を開く")),
        )
        indexes = (  # type: ignore[assignment]  # more than the parent has
            *Searchable.Meta.indexes,
            models.Index(fields=("telephone",), condition=~Q(telephone=""), name="person_telephone"),
            models.Index(fields=("fax",), condition=~Q(fax=""), name="person_fax"),
            # Asked at each sign-in, whatever the size of the registry.
            models.Index(Upper("email"), name="person_email_ignoring_case"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="person_not_merged_into_itself",
            ),
        )

    def __str__(self) -> str:
        # A number, never a name: this text reaches logs, histories and error reports.
        return f"#{self.pk}"

    def save(self, **kwargs: Any) -> None:
        """Save with renewed keys."""
        self.renew_kana_key()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "kana_key"}
        super().save(**kwargs)

    def renew_kana_key(self) -> None:
        """Fold the reading, or the name where there is none: what two records of one person share."""
        # Folding can make a text longer: ㍿ becomes four characters.
        self.kana_key = fold(self.kana or self.name)[:200]

    def searchable_words(self) -> list[str]:
        """Of somebody who is handled with care the names only: parts of a number or an address must find
        nobody whose number or address is hidden. The whole number still does, through its column."""
        names = [self.kana, self.name, self.printed_name]
        return names if self.handle_with_care else [*names, self.telephone, self.fax, self.email]

    def kept(self) -> "Person":
        """The record that stands for this one now: itself, unless it was merged into another."""
        person = self
        while person.merged_into is not None:
            person = person.merged_into
        return person

    @property
    def ways(self) -> Ways:
        """How this person is reached, as lists, exports and prints may show it. Pages about one person use
        the tag ``open_ways``."""
        return Ways(self)

    @property
    def name_to_print(self) -> str:
        return self.printed_name or self.name

    @property
    def may_be_contacted(self) -> bool:
        """Whether mails, letters, calls and invitations may go to this person: none of three marks says no."""
        return not any(getattr(self, mark) for mark in _STOPS)
