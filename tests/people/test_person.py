import pytest

from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_person_whose_name_grows_by_folding_is_kept_as_written():
    person = make_person(name="㍿" * 100, kana="")

    person.refresh_from_db()
    assert person.name == "㍿" * 100
    assert person.kana_key == "株式会社" * 50
