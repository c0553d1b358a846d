"""A list that somebody typed from FAX sheets: read, with what has to be decided, and not yet on the roster."""

from portal.bookings.importing.checking import set_columns, start_batch
from portal.bookings.importing.tables import read_text
from portal.bookings.models import Occasion
from portal.demo.world import World

_ROWS = """養成研修（国府会場）FAX申込
No.\t氏名\tフリガナ\t電話番号\tＦＡＸ\t備考
1\t雛形 ふみ\tヒナガタ フミ\t857000901\t\t
2\t例田 清、例田 節子\tレイダ キヨシ、レイダ セツコ\t0857-00-0902\t0857-00-0903\t夫婦で参加します
3\t試野 勇\t\t0857-00-0904\t\t
4\t仮野 実\tカリノ ミノル\t00-0905\t\t昼間は留守です
5\t雛形 ふみ\tヒナガタ フミ\t0857-00-0901\t\t
"""


def faxed(world: World) -> None:
    """One row with a dropped zero, one couple, two that are wrong, one that came twice."""
    occasion = Occasion.objects.get(slug="yosei-kokufu")
    batch = start_batch(
        occasion=occasion, table=read_text(_ROWS), source="FAX申込（国府）.xlsx", by=world.staff
    )
    defaults = {"channel": "fax", "place_kind": "", "received_at": ""}
    set_columns(batch=batch, columns=batch.columns, defaults=defaults, occasion=occasion)
