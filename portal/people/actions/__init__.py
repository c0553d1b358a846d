from .care import open_record
from .marks import (
    foresee,
    handle_with_care,
    lock_known,
    mark_died,
    mark_do_not_contact,
    mark_moved_away,
    stop_handling_with_care,
    undo_mark,
)
from .notes import NOTE_LENGTH, leave_note, mark_telephone_wrong

__all__ = [
    "NOTE_LENGTH",
    "foresee",
    "handle_with_care",
    "leave_note",
    "lock_known",
    "mark_died",
    "mark_do_not_contact",
    "mark_moved_away",
    "mark_telephone_wrong",
    "open_record",
    "stop_handling_with_care",
    "undo_mark",
]
