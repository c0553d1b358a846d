"""Tags and filters that every page may use: ``{% load portal_ui %}``."""

from collections.abc import Callable
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, FileInput
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.ui import dates, numbers
from portal.ui.charts import Chart
from portal.ui.icons import ICONS
from portal.ui.rich_text import render_rich_text

register = template.Library()

register.filter("telephone", lambda stored: numbers.format_telephone(stored or ""))
register.filter("tel_href", lambda shown: numbers.telephone_link(shown or ""))
register.filter("postal_code", lambda stored: numbers.format_postal_code(stored or ""))
register.filter("receipt_number", lambda stored: numbers.format_receipt_number(stored or ""))


def _date_filter(name: str, show: Callable[[Any], str]) -> None:
    # An empty date is left out of the page, as with Django's own date filter.
    register.filter(name, lambda value: show(value) if value else "")


def _range_filter(name: str, show: Callable[[Any, Any], str]) -> None:
    register.filter(name, lambda start, end: show(start, end) if start and end else "")


_date_filter("jdate", dates.format_date)
_date_filter("short_date", dates.format_short_date)
_date_filter("weekday", dates.format_weekday)
_date_filter("wareki", dates.format_era_date)
_date_filter("jtime", dates.format_time)
_date_filter("moment", dates.format_moment)
_date_filter("months", dates.format_months)
_date_filter("soon", lambda value: dates.format_soon(value, timezone.now()))
_date_filter("soon_end", lambda value: dates.format_soon(value, timezone.now(), is_end=True))
_range_filter("time_range", dates.format_time_range)
_range_filter("period", dates.format_period)


@register.filter
def rich_text(text: str | None, top: int = 2) -> SafeString:
    """Staff's text with headings, lists and links; ``top`` is the level of its highest heading on this page."""
    return render_rich_text(text or "", top)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside words that say the same; hidden from screen readers."""
    return mark_safe(  # noqa: S308 - constants of ours
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" '
        f'stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">{ICONS[name]}</svg>'
    )


@register.simple_tag(takes_context=True)
def menu_link(context: Context, path: str, label: str) -> SafeString:
    """A link of the main menu that knows whether the reader is on its page or below it."""
    here = getattr(context.get("request"), "path", "")
    if here == path:
        return format_html('<a href="{}" aria-current="page">{}</a>', path, label)
    if here.startswith(path):
        return format_html('<a href="{}" aria-current="true">{}</a>', path, label)
    return format_html('<a href="{}">{}</a>', path, label)


def _forms(forms_and_formsets: tuple[Any, ...]) -> list[BaseForm]:
    flat: list[BaseForm] = []
    for item in forms_and_formsets:
        flat += item.forms if isinstance(item, BaseFormSet) else [item] if isinstance(item, BaseForm) else []
    return flat


def _first_control_id(field: BoundField) -> str:
    """Groups (radio buttons, check boxes, split dates) have no control with the field's own id."""
    if field.use_fieldset and not isinstance(field.field.widget, FileInput):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.inclusion_tag("dads/error_summary.html")
def error_summary(*forms_and_formsets: Any) -> dict[str, object]:
    """What has to be corrected, above the heading: one link to the first control of each wrong field.

    A form's ``heading`` attribute (2人目の …) is put before its labels where a page has several forms.
    """
    general = []
    for item in forms_and_formsets:
        if isinstance(item, BaseFormSet):
            general += list(item.non_form_errors())
    items = []
    for form in _forms(forms_and_formsets):
        general += list(form.non_field_errors())
        heading = getattr(form, "heading", "")
        for field in form:
            label = f"{heading}{field.label}"
            for error in field.errors:
                # A message that names its field needs no label in front of it.
                text = error if not heading and str(field.label) in error else f"{label}：{error}"
                items.append((None if field.is_hidden else _first_control_id(field), text))
    return {"general": general, "items": items, "count": len(general) + len(items)}


@register.simple_tag
def error_prefix(*forms_and_formsets: Any) -> str:
    """「エラー：」 for the title of a page that comes back with errors."""
    forms = [item for item in forms_and_formsets if isinstance(item, BaseForm | BaseFormSet)]
    has_errors = any(
        not form.is_valid() if isinstance(form, BaseFormSet) else form.errors
        for form in forms
        if form.is_bound
    )
    return _("エラー：") if has_errors else ""


@register.inclusion_tag("ui/chart.html")
def chart(drawing: Chart) -> dict[str, Chart]:
    """A drawing of ``portal.ui.charts``. The page shows the same numbers in a table beside it."""
    return {"chart": drawing}
