"""What a notice about needs says, and whether it is still so when it goes out. No word of what somebody wrote."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from platform_orgs.models import Need, Response, ResponseMessage

NeedState, State = Need.State, Response.State


@dataclass(frozen=True)
class News:
    """One kind of notice. ``still_true`` looks at the row that it is about when it goes out."""

    label: str | Promise
    subject: str | Promise
    sentence: str | Promise
    still_true: Callable[[Any], bool]


def _in(*states: Need.State) -> Callable[[Need], bool]:
    return lambda need: need.state in states


def _response_in(*states: Response.State) -> Callable[[Response], bool]:
    return lambda response: response.state in states and response.need.state == NeedState.OPEN


def _has_ended(response: Response) -> bool:
    return response.need.state in (NeedState.CLOSED, NeedState.WITHDRAWN)


def _is_talked_about(message: ResponseMessage) -> bool:
    return _response_in(State.OFFERED, State.ACCEPTED, State.DECLINED)(message.response)


def _has_paused(response: Response) -> bool:
    is_paused = response.need.is_resting or bool(
        response.organisation and not response.organisation.is_active
    )
    return response.is_live and response.need.state == NeedState.OPEN and is_paused


NEWS: dict[str, News] = {
    "need_opened": News(
        _("困りごとの募集を始めたお知らせ"),
        _("困りごとの募集を始めました"),
        _("事務局が確認し、あなたの団体が出した困りごとの募集を始めました。回答があったら、お知らせします。"),
        _in(NeedState.OPEN),
    ),
    "need_sent_back": News(
        _("困りごとの差し戻し"),
        _("困りごとについてのお願い"),
        _(
            "あなたの団体が送った困りごとについて、事務局からお願いがあります。直して、もう一度送ってください。"
        ),
        _in(NeedState.DRAFT),
    ),
    "need_expiring": News(
        _("困りごとの期限が近いお知らせ"),
        _("困りごとの期限が近づいています"),
        _(
            "あなたの団体が出した困りごとの期限が、一週間のうちに来ます。続けるときは、期限をのばしてください。"
        ),
        _in(NeedState.OPEN),
    ),
    "need_inherited": News(
        _("困りごとを引きついだお知らせ"),
        _("困りごとを引きつぎました"),
        _("参加を終えた団体の困りごとを、あなたの団体が引きつぎました。"),
        _in(NeedState.RECEIVED, NeedState.OPEN),
    ),
    "need_answered": News(
        _("困りごとに回答があったお知らせ"),
        _("困りごとに回答がありました"),
        _("あなたの団体が出した困りごとに、回答がありました。"),
        _response_in(State.OFFERED),
    ),
    "need_wrote": News(
        _("困りごとのやりとりのお知らせ"),
        _("困りごとのやりとりに、新しい書きこみがあります"),
        _("困りごとのやりとりに、新しい書きこみがあります。"),
        _is_talked_about,
    ),
    "need_message_sent_back": News(
        _("困りごとへの回答の差し戻し"),
        _("困りごとへの回答についてのお願い"),
        _("あなたの団体が書いた回答について、事務局からお願いがあります。まだ相手には見せていません。"),
        _is_talked_about,
    ),
    "need_accepted": News(
        _("回答が受け入れられたお知らせ"),
        _("困りごとへの回答について"),
        _("あなたの団体の回答に、「お願いしたい」と返事がありました。"),
        _response_in(State.ACCEPTED),
    ),
    "need_declined": News(
        _("回答が見送られたお知らせ"),
        _("困りごとへの回答について"),
        _("あなたの団体の回答は、今回は見送るとのことです。申し出てくださり、ありがとうございました。"),
        _response_in(State.DECLINED),
    ),
    "need_answer_withdrawn": News(
        _("回答が取り下げられたお知らせ"),
        _("困りごとへの回答の取り下げ"),
        _("あなたの団体が出した困りごとへの回答が一つ、取り下げられました。"),
        lambda response: response.state == State.WITHDRAWN,
    ),
    "need_ended": News(
        _("回答した困りごとが終わったお知らせ"),
        _("回答した困りごとが終わりました"),
        _("あなたの団体が回答した困りごとが終わりました。力を貸してくださり、ありがとうございました。"),
        _has_ended,
    ),
    "need_ended_by_poster": News(
        _("回答した困りごとが取りやめになったお知らせ"),
        _("回答した困りごとが取りやめになりました"),
        _("あなたの団体が回答した困りごとは、出した側の都合で取りやめになりました。"),
        _has_ended,
    ),
    "need_handed_over": News(
        _("困りごとの相手が代わったお知らせ"),
        _("困りごとのやりとりの相手が代わりました"),
        _("あなたの団体がやりとりしている困りごとで、相手の団体が参加を終え、ほかの団体が引きつぎました。"),
        _response_in(State.OFFERED, State.ACCEPTED, State.DECLINED),
    ),
    "need_paused": News(
        _("困りごとの相手が休止したお知らせ"),
        _("困りごとのやりとりの相手が、お休みします"),
        _("あなたの団体がやりとりしている困りごとで、相手の団体がしばらくお休みします。やりとりは残ります。"),
        _has_paused,
    ),
    "need_office_only": News(
        _("困りごとを事務局が引きとったお知らせ"),
        _("回答した困りごとについて"),
        _(
            "あなたの団体が回答した困りごとは、事務局だけで扱うことになりました。やりとりは、そのまま読めます。"
        ),
        lambda response: response.need.is_office_only,
    ),
    "need_answer_inherited": News(
        _("回答を引きついだお知らせ"),
        _("困りごとへの回答を引きつぎました"),
        _("参加を終えた団体の、困りごとへの回答を、あなたの団体が引きつぎました。"),
        _response_in(State.OFFERED, State.ACCEPTED, State.DECLINED),
    ),
}
