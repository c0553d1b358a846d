"""Private text lies sealed in the database, and is read with its key or not at all."""

import json

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Value
from django.test import override_settings
from django.utils import timezone

from portal.bookings.models import (
    AccommodationRequest,
    Booking,
    BookingDraft,
    ImportBatch,
    ImportRow,
    JournalEntry,
)
from portal.inquiries.models import Inquiry
from portal.people.models import PersonNote
from portal.private import checks
from portal.private.fields import PrivateTextField
from portal.private.keys import CannotOpen, first_mark, seal, unseal
from portal.private.rotating import BATCH, private_columns, seal_all_anew
from supporters.models import Concern, ConcernReporter
from tests import factories
from tests.supporters.concerns import make_call, make_concern

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


def stored(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


def whole_database() -> str:
    """Everything that stands in any table, as somebody with a copy of the disk could read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        texts = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            texts += [text for (text,) in cursor.fetchall()]
    return "\n".join(texts)


@pytest.mark.django_db
def test_sealed_columns_hold_nothing_readable_and_read_back(office, staff):
    concern = make_concern(
        what="角の家の灯りが消えたまま", reporter={"name": "秘密 花子", "telephone": "0857511111"}
    )
    booking = factories.make_booking(factories.make_training(), note="ひざが悪いです")
    AccommodationRequest.objects.create(booking=booking, kind="wheelchair", text="電動の大きいもの")
    draft = BookingDraft.objects.create(
        token_hash="t", occasion=booking.occasion, data={"name": ["見えない 太郎"]}
    )
    PersonNote.objects.create(person=factories.make_person(), text="耳が遠い", by=staff)
    factories.make_inquiry(body="夜中に歩いています")

    JournalEntry.objects.create(occasion=booking.occasion, booking=booking, verb="applied", note="つえの人")
    batch = ImportBatch.objects.create(occasion=booking.occasion, made_by=staff, lines=[[1, ["紙の 一郎"]]])
    ImportRow.objects.create(
        batch=batch, line=1, state="good", data={"name": "写しの 次郎"}, submission_key="x"
    )

    everything = whole_database()

    for secret in (
        "灯り",
        "秘密 花子",
        "0857511111",
        "ひざ",
        "電動",
        "見えない",
        "耳が遠い",
        "夜中に歩",
        "つえの人",
        "紙の 一郎",
        "写しの 次郎",
    ):
        assert secret not in everything
    assert Concern.objects.get(pk=concern.pk).what == "角の家の灯りが消えたまま"
    assert ConcernReporter.objects.get().name == "秘密 花子"
    assert Booking.objects.get(pk=booking.pk).note == "ひざが悪いです"
    assert AccommodationRequest.objects.values_list("text", flat=True).get() == "電動の大きいもの"
    assert BookingDraft.objects.get(pk=draft.pk).data == {"name": ["見えない 太郎"]}


@pytest.mark.django_db
def test_sealed_text_is_different_each_time_and_empty_stays_empty(office):
    first, second = seal("同じ"), seal("同じ")
    call = make_call()

    assert first != second
    assert unseal(first) == unseal(second) == "同じ"
    assert stored("supporters_concern", "what") == [""]
    assert Concern.objects.filter(what="").get() == call


@pytest.mark.django_db
def test_writing_in_bulk_seals_as_well(office):
    Inquiry.objects.bulk_create([Inquiry(body=text, read_by=timezone.now()) for text in ("一つめ", "二つめ")])
    rows = list(Inquiry.objects.order_by("pk"))
    rows[0].body = "三つめ"

    Inquiry.objects.bulk_update(rows, ["body"])
    Inquiry.objects.filter(pk=rows[1].pk).update(body="四つめ")

    assert all(text.startswith(first_mark()) for text in stored("inquiries_inquiry", "body"))
    assert list(Inquiry.objects.order_by("pk").values_list("body", flat=True)) == ["三つめ", "四つめ"]


@pytest.mark.django_db
def test_database_cannot_be_asked_about_private_text(office):
    make_concern()

    for lookup in ({"what": "新聞"}, {"what__contains": "新"}, {"what__in": ["新"]}, {"what__gt": "あ"}):
        with pytest.raises(FieldError):
            Concern.objects.filter(**lookup).exists()
    with pytest.raises(FieldError):
        Concern.objects.update(what=Value("どう"))
    with pytest.raises(FieldError):
        Concern.objects.update(what=F("handed_to"))


def test_nothing_is_ordered_or_searched_by_private_text():
    private = {(model, field.name) for model, field in private_columns()}
    assert len(private) > 20

    for model, name in private:
        assert name not in {str(order).lstrip("-") for order in model._meta.ordering}
        assert not model._meta.get_field(name).db_index
        assert not [c for c in model._meta.constraints if name in getattr(c, "fields", ())]
        site_admin = admin.site._registry.get(model)
        if site_admin is not None:
            named = {*site_admin.search_fields, *(site_admin.ordering or ()), *site_admin.list_filter}
            assert not {each for each in named if name in str(each)}
        assert isinstance(model._meta.get_field(name), PrivateTextField)


@pytest.mark.django_db
def test_wrong_key_names_itself_and_never_gives_garbage():
    with override_settings(DATA_KEYS=[OLD]):
        factories.make_inquiry(body="だいじなこと")

    with override_settings(DATA_KEYS=[NEW]):
        with pytest.raises(CannotOpen, match="not in DATA_KEYS"):
            Inquiry.objects.get()
        found = checks.keys_fit_the_data(None, databases=["default"])
    with override_settings(DATA_KEYS=[NEW, OLD]):
        assert Inquiry.objects.get().body == "だいじなこと"
        assert checks.keys_fit_the_data(None, databases=["default"]) == []

    assert [each.id for each in found] == ["private.E004"]
    assert OLD not in str(found)


@override_settings(DATA_KEYS=[OLD])
def test_damaged_text_is_refused():
    sealed = seal("だいじなこと")

    with pytest.raises(CannotOpen, match="damaged"):
        unseal(sealed[:-6] + "AAAAA=")


@pytest.mark.parametrize(
    ("keys", "debug", "expected"),
    [
        ([], False, "private.E001"),
        ([], True, "private.W001"),
        (["short"], True, "private.E001"),
        ([OLD, "x" * 44], False, "private.E001"),
    ],
)
def test_start_check_with_keys_that_cannot_be_used_says_so_without_the_key(keys, debug, expected):
    with override_settings(DATA_KEYS=keys, DEBUG=debug):
        (found,) = checks.keys_can_be_used(None)
        if not (debug and not keys):
            with pytest.raises(ImproperlyConfigured):
                seal("x")

    assert found.id == expected
    assert "xxxx" not in str(found)


def test_deploy_check_wants_keys_of_the_portals_own():
    with override_settings(DATA_KEYS=[]):
        assert [each.id for each in checks.keys_are_the_portals_own(None)] == ["private.E002"]
    with override_settings(DATA_KEYS=[OLD], SECRET_KEY=OLD):
        assert [each.id for each in checks.keys_are_the_portals_own(None)] == ["private.E003"]
    with override_settings(DATA_KEYS=[OLD]):
        assert checks.keys_are_the_portals_own(None) == []


@pytest.mark.django_db
def test_rotating_reseals_all_texts_and_nothing_else_changes(capsys):
    with override_settings(DATA_KEYS=[OLD]):
        Inquiry.objects.bulk_create([Inquiry(body=f"{n}", read_by=timezone.now()) for n in range(BATCH + 3)])
        booking = factories.make_booking(factories.make_training(), note="ひとこと")
        before = Booking.objects.values("revision", "received_at").get(pk=booking.pk)

    with override_settings(DATA_KEYS=[NEW, OLD]):
        call_command("rotatekeys")
        said = capsys.readouterr().out
        again = seal_all_anew()

    with override_settings(DATA_KEYS=[NEW]):
        assert list(Inquiry.objects.order_by("pk").values_list("body", flat=True)) == [
            f"{n}" for n in range(BATCH + 3)
        ]
        assert Booking.objects.get(pk=booking.pk).note == "ひとこと"
        assert Booking.objects.values("revision", "received_at").get(pk=booking.pk) == before
    texts = BATCH + 3 + 1
    assert said.startswith(f"{texts} texts sealed anew with the key ")
    assert again == 0


@pytest.mark.django_db
def test_rotating_stopped_half_way_leaves_everything_readable_and_goes_on():
    with override_settings(DATA_KEYS=[OLD]):
        factories.make_inquiry(body="一")
    with override_settings(DATA_KEYS=[OTHER]):
        factories.make_inquiry(body="知らない鍵")
    columns = [(Inquiry, Inquiry._meta.get_field("body"))]

    with override_settings(DATA_KEYS=[NEW, OLD]), pytest.raises(CannotOpen):
        seal_all_anew(iter(columns))
    with override_settings(DATA_KEYS=[NEW, OLD, OTHER]):
        count = seal_all_anew(iter(columns))
        read = list(Inquiry.objects.order_by("pk").values_list("body", flat=True))

    assert (count, read) == (2, ["一", "知らない鍵"])


@pytest.mark.django_db
def test_text_from_before_there_were_keys_is_read_and_sealed_by_the_migration():
    """What the data migration meets: plain text, and JSON that became text."""
    booking_draft = BookingDraft.objects.create(token_hash="t", occasion=factories.make_training(), data={})
    factories.make_inquiry(body="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inquiries_inquiry SET body = 'むかしの文'")
        cursor.execute(
            "UPDATE bookings_bookingdraft SET data = %s", [json.dumps({"name": ["花子"]}, ensure_ascii=False)]
        )
    assert Inquiry.objects.get().body == "むかしの文"

    count = seal_all_anew(private_columns(apps))

    assert count == 2
    assert stored("inquiries_inquiry", "body")[0].startswith("sealed:")
    assert Inquiry.objects.get().body == "むかしの文"
    assert BookingDraft.objects.get(pk=booking_draft.pk).data == {"name": ["花子"]}
