"""Which files about people there are (個人情報ファイル). Apps say at start-up what each of their tables belongs to.

Like ``portal.retention.registry`` this stands below all rooms and imports none of them. Every table belongs to a file
or is said to hold nothing about people: a test walks them all.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class PersonalFile:
    """One entry of the 個人情報ファイル簿 (個人情報保護法75条): what no table can say of itself."""

    name: str
    title: Text
    # 利用目的
    purpose: Text
    # 記録範囲: whose data it holds.
    people: Text
    # 収集方法
    collected: Text
    # The tables; what they record (記録項目) is read from the words of their fields.
    models: tuple[type[Model], ...]
    # Kinds of the retention rules by name, those of a job of its own among them.
    kept: tuple[str, ...]
    # How many people it holds now.
    count: Callable[[], int]
    # 要配慮個人情報: what of it, in words; empty where none is asked for or to be expected.
    sensitive: Text = ""
    # 経常的提供先; empty where nothing is handed to others regularly.
    given_to: Text = ""
    remarks: Text = ""


_files: dict[str, PersonalFile] = {}
_without_people: dict[type[Model], Text] = {}


def register_file(file: PersonalFile) -> None:
    """Add an entry at the end of the book; called at start-up. Raises ``ValueError`` for a name that is taken."""
    if file.name in _files:
        raise ValueError(f"personal file {file.name} is registered twice")
    _files[file.name] = file


def register_without_people(why: Text, *models: type[Model]) -> None:
    """Say of tables that they hold nothing about people, and why; called at start-up."""
    _without_people.update(dict.fromkeys(models, why))


def personal_files() -> list[PersonalFile]:
    return list(_files.values())


def without_people() -> dict[type[Model], Text]:
    return dict(_without_people)
