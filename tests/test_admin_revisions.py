import datetime

import pytest
from django import forms
from django.forms import inlineformset_factory

from portal.admin_revisions import RevisionedFormSet, shown
from portal.bookings.models import Occasion, OccasionDate
from portal.office.models import District
from portal.ui.fields import TelephoneField
from tests.factories import local, make_training

GROUPED = forms.ChoiceField(choices=[("", "---"), ("色", [("r", "赤"), ("b", "青")])])


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (forms.CharField(), "", "（空欄）"),
        (forms.CharField(), None, "（空欄）"),
        (forms.CharField(), "夕方", "夕方"),
        (forms.BooleanField(), True, "はい"),
        (forms.BooleanField(), False, "いいえ"),
        (forms.IntegerField(), 0, "0"),
        (GROUPED, "b", "青"),
        (forms.MultipleChoiceField(choices=[("r", "赤"), ("b", "青")]), ["r", "b"], "赤、青"),
        (forms.DateField(), datetime.date(2026, 12, 5), "2026年12月5日"),
        (forms.DateTimeField(), local(2026, 12, 5, 13, 30), "2026年12月5日 13:30"),
        (forms.TimeField(), datetime.time(13, 30), "13:30"),
        (TelephoneField(), "0857510295", "0857-51-0295"),
    ],
)
def test_value_in_a_revision_error_is_shown_as_people_read_it(field, value, expected):
    assert shown(field, value) == expected


@pytest.mark.django_db
def test_chosen_row_in_a_revision_error_is_shown_by_its_name():
    district = District.objects.create(name="河原 地域")
    field = forms.ModelChoiceField(District.objects.all())

    assert [shown(field, district.pk), shown(field, district)] == ["河原 地域", "河原 地域"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_stale", "errors"),
    [(False, [{}]), (True, [{"venue_name": ["保存されている値：新しい会場 ／ 入力した値：前の会場"]}])],
)
def test_inline_rows_of_a_stale_object_show_both_values(is_stale, errors):
    training = make_training()
    date = training.dates.get()
    OccasionDate.objects.update(venue_name="新しい会場")
    training.is_stale = is_stale
    form_set = inlineformset_factory(
        Occasion, OccasionDate, formset=RevisionedFormSet, fields=("venue_name",), extra=0
    )
    data = {
        "dates-TOTAL_FORMS": "1",
        "dates-INITIAL_FORMS": "1",
        "dates-0-id": str(date.pk),
        "dates-0-venue_name": "前の会場",
    }

    formset = form_set(data, instance=training, prefix="dates")

    assert formset.is_valid() != is_stale
    assert formset.errors == errors
