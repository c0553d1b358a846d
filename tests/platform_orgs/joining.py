"""An organisation that asks to take part, for tests about it."""

from typing import Any

from platform_orgs.actions import Joining, apply_to_join
from platform_orgs.models import JoinApplication
from portal.people.models import Person
from portal.private.tokens import at_rest

TYPED: dict[str, Any] = {
    "org_name": "髙原 こどもの居場所の会",
    "org_kana": "たかはらこどものいばしょのかい",
    "kind": "npo",
    "fields_of_work": ["children", "food"],
    "about": "毎週土曜日に夕ごはんを出しています。",
    "website": "www.example.org/kai",
    "name": "髙橋 花子",
    "kana": "たかはし はなこ",
    "contact_wish": "mail",
    "email": "hanako@example.com",
}


def make_application(key: str = "key", **changes: Any) -> JoinApplication:
    """An application that has come in through the action; ``contact`` are fields of the person, ``key`` opens its receipt."""
    contact = {"name": "髙橋 花子", "kana": "タカハシ　ハナコ", "email": "hanako@example.com"}
    contact |= {"contact_wish": "mail"} | changes.pop("contact", {})
    values: dict[str, Any] = {
        "name": "髙原 こどもの居場所の会",
        "kana": "タカハラコドモノイバショノカイ",
        "kind": "npo",
        "fields_of_work": ["children", "food"],
        "about": "毎週土曜日に夕ごはんを出しています。",
    } | changes
    return apply_to_join(joining=Joining(contact=Person(**contact), **values), submission_key=at_rest(key))
