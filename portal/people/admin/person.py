from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.admin_revisions import RevisionedAdmin, RevisionedForm
from portal.people.admin import marks, merging, opening
from portal.people.care import HIDDEN, OPEN_FOR, SAVE_WITHIN, has_open
from portal.people.models import ContactWish, Person
from portal.ui.fields import EmailField, KanaField, NameField, PostalCodeField, TelephoneField
from portal.ui.numbers import format_telephone

HIDDEN_FIELDS = frozenset(HIDDEN)
_NOT_ASKED = HIDDEN_FIELDS | {"search_text", "search_grams"}
_MARKS = ("handle_with_care", "has_died", "has_moved_away", "do_not_contact")

# Admin's own class for a text field of full width.
_WIDE = {"class": "vTextField"}


class PersonForm(RevisionedForm):
    name = NameField(label=gettext_lazy("お名前"), attrs=_WIDE)
    kana = KanaField(
        label=gettext_lazy("ふりがな"),
        required=False,
        help_text=gettext_lazy("ローマ字のお名前なら空欄でもよい"),
        attrs=_WIDE,
    )
    printed_name = NameField(
        label=gettext_lazy("印刷する名前"),
        required=False,
        help_text=gettext_lazy("通称・旧姓など、ちがうときだけ"),
        attrs=_WIDE,
    )
    email = EmailField(label=gettext_lazy("メールアドレス"), required=False, max_length=254, attrs=_WIDE)
    telephone = TelephoneField(label=gettext_lazy("電話番号"), required=False)
    fax = TelephoneField(label=gettext_lazy("FAX番号"), required=False)
    postal_code = PostalCodeField(label=gettext_lazy("郵便番号"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        needed: dict[str, tuple[str, str]] = {
            ContactWish.MAIL: ("email", _("連絡方法がメールなので、メールアドレスを入力してください。")),
            ContactWish.TELEPHONE: ("telephone", _("連絡方法が電話なので、電話番号を入力してください。")),
            ContactWish.FAX: ("fax", _("連絡方法がFAXなので、FAX番号を入力してください。")),
            ContactWish.LETTER: ("address", _("連絡方法が郵便なので、住所を入力してください。")),
        }
        if "telephone" in self.changed_data and "telephone_is_wrong" not in self.changed_data:
            # Another number: what was found out about the old one says nothing about it.
            data["telephone_is_wrong"] = False
        field, message = needed.get(data.get("contact_wish") or "", ("", ""))
        if field in self.fields and field not in self.errors and not data.get(field):
            self.add_error(field, message)
        return data


class ClosedPersonForm(PersonForm):
    """What may be written while the contact data are hidden: all the rest."""

    email = telephone = fax = postal_code = None  # type: ignore[assignment]


@admin.register(Person)
class PersonAdmin(RevisionedAdmin):
    """People as the office knows them. They come from applications and leave by retention, not here."""

    form = PersonForm
    list_display = ("number", "name", "kana", "shown_telephone", "contact_wish", "marks")
    list_display_links = ("number", "name")
    list_filter = ("contact_wish", "handle_with_care", "has_died", "has_moved_away", "do_not_contact")
    # Only says that there is a search; what is searched is the folded index.
    search_fields = ("search_text",)
    search_help_text = gettext_lazy("名前・ふりがな・電話番号・メールアドレスの一部")
    list_per_page = 50
    show_full_result_count = False
    actions = None
    readonly_fields = ("kept_record", "hidden_ways", "created_at")
    fieldsets = (
        (None, {"fields": ("kept_record", "name", "kana", "printed_name")}),
        (
            gettext_lazy("連絡先"),
            {
                "fields": (
                    "contact_wish",
                    "hidden_ways",
                    "telephone",
                    "telephone_is_wrong",
                    "best_time",
                    "no_voice_message",
                    "email",
                    "fax",
                    "postal_code",
                    "address",
                    "district",
                    "wants_large_print",
                )
            },
        ),
        (gettext_lazy("記録"), {"fields": ("created_at",)}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        # What is merged is only a pointer; the record that was kept is the one to write in.
        if obj is not None and obj.merged_into_id is not None:
            return False
        return super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if not isinstance(obj, Person):
            return fieldsets
        left_out = set() if obj.merged_into_id is not None else {"kept_record"}
        left_out |= {*HIDDEN, "telephone_is_wrong"} if self._is_closed(request, obj) else {"hidden_ways"}
        return [
            (name, {**options, "fields": [field for field in options["fields"] if field not in left_out]})
            for name, options in fieldsets
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and self._is_closed(request, obj):
            kwargs["form"] = ClosedPersonForm
        return super().get_form(request, obj, change, **kwargs)

    @staticmethod
    def _is_closed(request: HttpRequest, person: Person) -> bool:
        """Whether how to reach this person is hidden from who asks. What was opened may be saved later."""
        if not person.handle_with_care:
            return False
        return not has_open(
            request.user, person, within=SAVE_WITHIN if request.method == "POST" else OPEN_FOR
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """A form that cannot be saved as it was opened is answered in words, not with half of it stored."""
        person = Person.objects.filter(pk=object_id).first() if object_id and object_id.isdecimal() else None
        if request.method == "POST" and person and super().has_change_permission(request):
            if person.merged_into_id is not None:
                messages.error(
                    request,
                    _("入力しているあいだに、この記録は下の記録にまとめられました。保存していません。"),
                )
                return redirect("admin:people_person_change", person.kept().pk)
            if not HIDDEN_FIELDS.isdisjoint(request.POST) and self._is_closed(request, person):
                messages.error(
                    request,
                    _("取扱注意の人です。連絡先を開いてから、もう一度保存してください。保存していません。"),
                )
                return redirect(request.path)
        extra = {"may_merge": request.user.has_perm("people.merge_person"), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/marks/", view(marks.marks), name="people_person_marks"),
            path("<int:pk>/marks/<str:kind>/", view(marks.mark), name="people_person_mark"),
            path("<int:pk>/marks/<str:kind>/undo/", view(marks.unmark), name="people_person_unmark"),
            path("<int:pk>/open/", view(opening.open_ways), name="people_person_open"),
            path("<int:pk>/merge/", view(merging.choose), name="people_person_merge"),
            path("<int:pk>/merge/<int:other_pk>/", view(merging.merge), name="people_person_merge_with"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).filter(is_contact_only=False)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        """By any part of a name, reading, number or address, whatever its width or kana; merged ones out."""
        found = queryset.filter(merged_into__isnull=True)
        return found.matching(search_term), False  # type: ignore[attr-defined]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # The admin takes any column of the address (?address__contains=…): nobody is found by what is hidden.
        name = lookup.split("__")[0]
        return name not in _NOT_ASKED and super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("番号"), ordering="id")
    def number(self, person: Person) -> str:
        return str(person)

    @admin.display(description=gettext_lazy("電話番号"))
    def shown_telephone(self, person: Person) -> str:
        return _("（取扱注意）") if person.ways.is_hidden else format_telephone(person.ways.telephone)

    @admin.display(description=gettext_lazy("気をつけること"))
    def marks(self, person: Person) -> str:
        labels = [
            Person._meta.get_field(mark).verbose_name  # type: ignore[union-attr]
            for mark in _MARKS
            if getattr(person, mark)
        ]
        return "・".join(str(label) for label in labels)

    @admin.display(description=gettext_lazy("連絡先・住所"))
    def hidden_ways(self, person: Person) -> str:
        url = reverse("admin:people_person_open", args=[person.pk])
        here = reverse("admin:people_person_change", args=[person.pk])
        return format_html(
            '{} <a href="{}?next={}">{}</a>',
            _("取扱注意のため、隠しています。"),
            url,
            here,
            _("理由を書いて開く（担当の職員だけ）"),
        )

    @admin.display(description=gettext_lazy("まとめた先"))
    def kept_record(self, person: Person) -> str:
        if person.merged_into_id is None:
            return ""
        url = reverse("admin:people_person_change", args=[person.merged_into_id])
        return format_html('<a href="{}">#{}</a>', url, person.merged_into_id)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        if db_field.name == "contact_wish":
            field.help_text = _("空欄なら、ある連絡先を使う")
        if db_field.name == "district":
            # Districts are a matter of their own; here one only chooses.
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = field.widget.can_delete_related = False
        return field

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(
            request, {"title": self.opts.verbose_name_plural, **(extra_context or {})}
        )
