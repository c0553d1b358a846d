"""A group that asks for a course, for tests about it."""

from typing import Any

from portal.people.models import Person
from portal.private.tokens import at_rest
from trainings.visits.actions import Visit, request_visit
from trainings.visits.models import VisitRequest

TYPED: dict[str, Any] = {
    "group_name": "見本町 ふれあいサロン",
    "name": "髙橋 花子",
    "kana": "たかはし はなこ",
    "contact_wish": "telephone",
    "telephone": "０８５７-11-2233",
    "place_name": "見本町公民館",
    "place_address": "見本町1丁目",
    "wish_1": "1月20日の午前",
    "wish_2": "2月の平日の夜",
    "people": "１５",
    "wanted": "声のかけ方を知りたい",
}


def make_visit(key: str = "key", **person: Any) -> VisitRequest:
    """A request that has come in through the action; ``key`` opens its receipt."""
    values = {"name": "髙橋 花子", "kana": "タカハシ　ハナコ", "telephone": "0857112233"}
    values["contact_wish"] = "telephone"
    return request_visit(
        visit=Visit(
            contact=Person(**values | person),
            group_name="見本町 ふれあいサロン",
            place_name="見本町公民館",
            place_address="見本町1丁目",
            wishes=("1月20日の午前", "2月の平日の夜", ""),
            people=15,
            wanted="声のかけ方を知りたい",
        ),
        submission_key=at_rest(key),
    )
