"""Worries that have come in, for tests about them."""

import itertools
from typing import Any

from portal.private.tokens import at_rest
from supporters.concerns.report import Report, Reporter, report_concern
from supporters.models import Concern

_numbers = itertools.count(1)

TYPED: dict[str, Any] = {
    "what": "3丁目の角の家、2週間ほど新聞がたまっています。",
    "relation": "neighbour",
    "urgency": "days",
    "answer_wish": "none",
}
CALL: dict[str, Any] = {
    "telephone": "０８５７－５１－１１１１",
    "best_time": "平日の午前",
    "urgency": "no_hurry",
}


def make_concern(*, reporter: dict[str, Any] | None = None, **fields: Any) -> Concern:
    """A written worry without anybody's name, unless told otherwise."""
    how = {name: fields.pop(name) for name in ("by", "channel", "person", "received_at") if name in fields}
    values: dict[str, Any] = {"way": "written", "what": TYPED["what"], "relation": "neighbour"} | fields
    token = f"concern-{next(_numbers)}"
    concern = report_concern(
        report=Report(**values, reporter=Reporter(**(reporter or {}))), submission_key=at_rest(token), **how
    )
    # As its sender knows it.
    concern.receipt = f"/supporters/concerns/receipt/{token}/"
    return concern


def make_call(**fields: Any) -> Concern:
    """Somebody who wishes to be telephoned."""
    reporter = {"telephone": "0857511111", "name": "秘密 花子", "answer_wish": "telephone"}
    return make_concern(way="call", what="", relation="", reporter=reporter, **fields)
