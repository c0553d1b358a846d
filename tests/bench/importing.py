"""A list of many people on its way into a roster."""

import csv
import io
import time
from dataclasses import dataclass

ROWS = 1_000


@dataclass(frozen=True)
class Import:
    checked: float  # seconds from the file to checked rows, without a lock
    written: float  # seconds in which nobody else can apply for this occasion
    wrong: list[str]


def import_list(occasion) -> Import:  # type: ignore[no-untyped-def]  # models load after the settings
    from portal.accounts.models import User
    from portal.bookings.importing.checking import set_columns, start_batch
    from portal.bookings.importing.tables import read_upload
    from portal.bookings.importing.writing import write_batch
    from portal.bookings.models import Booking

    staff = User.objects.filter(is_superuser=True).first()
    start = time.perf_counter()
    batch = start_batch(occasion=occasion, table=read_upload(_list()), source="list.csv", by=staff)
    defaults = {"channel": "fax", "place_kind": "", "received_at": ""}
    batch = set_columns(batch=batch, columns=batch.columns, defaults=defaults, occasion=occasion)
    checked = time.perf_counter()
    write_batch(batch_id=batch.pk, occasion=occasion, by=staff, told=False)
    written = time.perf_counter()
    confirmed = Booking.objects.filter(occasion=occasion.pk, status="confirmed").count()
    wrong = [] if confirmed == ROWS else [f"{confirmed} of {ROWS} rows of the list have a place"]
    return Import(checked - start, written - checked, wrong)


def _list() -> bytes:
    from portal.demo.people import crowd

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["氏名", "フリガナ", "電話番号", "メール", "住所", "申込日", "年代", "備考"])
    for number, person in zip(range(ROWS), crowd(), strict=False):
        day = f"令和8年{1 + number % 10}月{1 + number % 28}日"
        telephone = f"090-{number:04}-0000"
        writer.writerow(
            [person.name, person.kana, telephone, person.email, person.address, day, "60代", "よろしく"]
        )
    return text.getvalue().encode("cp932", "replace")
