"""The registry of supporters: the office's old list as it was imported, and those of the first training."""

from portal.bookings.importing.tables import read_text
from portal.bookings.models import Occasion
from portal.demo.people import AFFILIATIONS, crowd
from portal.demo.world import World
from supporters import actions
from supporters.importing.checking import OTHER, set_columns, start_batch
from supporters.importing.deciding import decide, split
from supporters.importing.writing import write_batch
from trainings.actions import register_completed
from trainings.actions.registering import Choice
from trainings.models import Certificate

_HEADER = "No.\t登録番号\t氏名\tフリガナ\t電話番号\t地区\t登録日\t年齢\t所属\t第0回研修"
_OLD_LIST = 96
_SKIPPED = 1_000  # of the crowd: nobody else of the demo


def registry(world: World) -> None:
    """Most of the first training's people are registered, one of them rests and one has ended."""
    session = Occasion.objects.get(slug="yosei-2022-1")
    completed = Certificate.objects.live().filter(attendee__occasion=session)
    attendees = list(completed.order_by("seq").values_list("attendee", flat=True))
    done = _register(world, session, attendees[:-4])
    actions.pause(supporter_id=done[2], by=world.staff, note="しばらくお休みしたいと電話があった")
    actions.end(supporter_id=done[5], by=world.staff, note="電話で本人から")
    _old_list(world)


def _register(world: World, session: Occasion, attendees: list[int]) -> list[int]:
    registered = register_completed(
        session_id=session.pk, choices={pk: Choice() for pk in attendees}, by=world.staff, tell=False
    )
    return [one.supporter.pk for one in registered]


def _old_list(world: World) -> None:
    """Numbers of the office's own, no e-mail, two names in one cell, days in the Japanese calendar."""
    districts = [district.name for district in world.districts]
    rows = [_HEADER]
    for number, person in zip(range(_SKIPPED + _OLD_LIST), crowd(), strict=False):
        if number < _SKIPPED:
            continue
        n = number - _SKIPPED + 1
        affiliation = AFFILIATIONS[n % len(AFFILIATIONS)]
        rows.append(
            f"{n}\tR4-{n:03}\t{person.name}\t{person.kana}\t0857-{n // 100:02}-{1900 + n}"
            f"\t{districts[n * n % 13]}\t令和4.{4 + n % 8}.{1 + n % 28}\t{20 + n * 7 % 60}\t{affiliation}\t○"
        )
    rows.append(f"{_OLD_LIST + 1}\tR4-097、R4-098\t絵空 清、絵空 節子\tエソラ キヨシ、エソラ セツコ\t0857-00-1999"
                "\t国府地域\t令和5.1.15\t\t見本町 町内会\t○")  # fmt: skip
    batch = start_batch(table=read_text("\n".join(rows)), source="サポーター名簿.xlsx", by=world.staff)
    batch = set_columns(batch=batch, columns=batch.columns, defaults={})
    for row in batch.rows.filter(state="split"):
        split(batch=batch, row_id=row.pk, into_people=True)
    # Invented names repeat themselves: here every namesake is somebody else.
    for row in batch.rows.filter(state="twin"):
        decide(batch=batch, row_id=row.pk, decision=OTHER)
    batch.refresh_from_db()
    write_batch(batch=batch, by=world.staff)
