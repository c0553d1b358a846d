"""困りごと of the demo: one in every state, with threads, and one that nobody answers."""

import datetime
from typing import Any

from django.utils import timezone

from platform_orgs.models import Membership, Need, Organisation, Response, ResponseMessage
from platform_orgs.needs import actions
from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.demo.world import World

Side, Outcome = ResponseMessage.Side, Need.Outcome
_FINE = actions.Questions(can_be_guessed=False, is_rare=False, is_unknown_to_them=False)


# Enough for the table of gaps to be drawn; what nobody answers is 医療・福祉.
_FROM_MINUTES = (
    ("medical_welfare", "受診に付きそってくれる人がいない"),
    ("medical_welfare", "薬をひとりで管理できない人の見守りがない"),
    ("medical_welfare", "歯の治療に通う足がない"),
    ("housing", "保証人がいなくて部屋を借りられない"),
    ("housing", "古い家の片づけを手伝う人がいない"),
    ("housing", "雪おろしを頼める先がない"),
    ("work", "短い時間だけ働ける場所がない"),
    ("work", "面接に着ていく服がない"),
    ("money", "家計をいっしょに見直してくれる人がいない"),
    ("childcare_education", "学校に行けない日の居場所がない"),
    ("childcare_education", "宿題をみてくれる人がいない"),
    ("other_living", "買い物に行く足がない地区がある"),
    ("other_living", "スマートフォンの使い方を聞ける先がない"),
    ("other_living", "ペットを少しのあいだ預けられる先がない"),
)


def needs(world: World) -> None:
    """Between the first organisations that somebody can sign in for, and the office."""
    places = list(
        Membership.objects.acting().filter(user__isnull=False).select_related("organisation", "user")
    )
    by_organisation = {place.organisation_id: place for place in reversed(places)}
    cast = sorted(by_organisation.values(), key=lambda place: place.organisation_id)
    if len(cast) < 2:
        return
    one, two = cast[0], cast[1]
    _talked_about(world, one, two)
    _helped(world, two, one)
    _waiting(world, one, two)
    _over(world, one)
    _of_the_office(world, one)


def _writing(
    title: str, body: str, category: str, field: str = "", days: int = 91, **more: Any
) -> actions.Writing:
    until = timezone.localdate() + datetime.timedelta(days=days)
    return actions.Writing(
        title=title, body=body, category=category, field_of_work=field, until=until, **more
    )


def _user(place: Membership) -> User:
    assert place.user is not None
    return place.user


def _sent(place: Membership, writing: actions.Writing) -> Need:
    need = actions.write_need(writing=writing, organisation_id=place.organisation_id, by=_user(place))
    return actions.send_need(need_id=need.pk, questions=_FINE, by=_user(place))


def _opened(world: World, place: Membership, writing: actions.Writing) -> Need:
    need = _sent(place, writing)
    return actions.open_need(need_id=need.pk, revision=need.revision, by=world.staff)


def _answered(world: World, need: Need, place: Membership, text: str, *, shown: bool = True) -> Response:
    response = actions.answer(
        need_id=need.pk, organisation_id=place.organisation_id, text=text, by=_user(place)
    )
    if shown:
        seen = response.messages.latest("pk")
        actions.show_messages(response_id=response.pk, seen_id=seen.pk, by=world.staff)
    return response


def _talked_about(world: World, poster: Membership, responder: Membership) -> None:
    need = _opened(
        world,
        poster,
        _writing(
            "夏休みに昼ごはんのないこどもがいる",
            "給食のない長い休みに、昼を一人で食べる、または食べないこどもの話を、いくつもの家から聞いています。"
            "週に一度でも、いっしょに食べられる場所と、食材がほしいです。",
            "childcare_education",
            "food",
        ),
    )
    response = _answered(
        world, need, responder, "調理室のある集会所を、平日の昼なら使っていただけます。何人くらいでしょうか。"
    )
    actions.write_message(
        response_id=response.pk,
        side=Side.POSTER,
        text="ありがとうございます。十人ほどです。まず一日ためしたいです。",
        by=_user(poster),
    )
    actions.accept(response_id=response.pk, by=_user(poster))


def _helped(world: World, poster: Membership, responder: Membership) -> None:
    need = _opened(
        world,
        poster,
        _writing(
            "引っこしの荷物を運ぶ手が足りない",
            "住まいが変わる人の、小さな荷物を運ぶ手と車が足りません。",
            "housing",
            "livelihood",
        ),
    )
    response = _answered(world, need, responder, "軽トラックと二人を、土曜日に出せます。")
    actions.accept(response_id=response.pk, by=_user(poster))
    actions.close_need(
        need_id=need.pk, outcome=Outcome.HELPED, note="三軒の引っこしを手伝ってもらえた", by=_user(poster)
    )


def _waiting(world: World, poster: Membership, responder: Membership) -> None:
    """For the office to read: a need, and the first words of an answer."""
    _sent(
        poster,
        _writing(
            "日本語の書類が読めず困っている家がある",
            "役所や学校の書類をいっしょに読む人をさがしています。",
            "other_living",
            "foreign",
        ),
    )
    need = _opened(
        world,
        poster,
        _writing(
            "冬の灯油代が払えない家が増えている",
            "古い家に住む人から、灯油代の相談が続いています。使える助成や、灯油を分けられる先を知りたいです。",
            "money",
            "livelihood",
        ),
    )
    _answered(world, need, responder, "灯油の助成の申込みを、いっしょに書くことができます。", shown=False)


def _over(world: World, place: Membership) -> None:
    actions.write_need(
        writing=_writing(
            "（下書き）体操の先生をさがしている", "月に一度、来てくださる先生。", "medical_welfare"
        ),
        organisation_id=place.organisation_id,
        by=_user(place),
    )
    expired = _opened(
        world,
        place,
        _writing("本を並べる棚がほしい", "居場所に置く棚を二つほど。", "other_living", "places"),
    )
    # No action sends what is over already: its day passes while it is open.
    Need.objects.filter(pk=expired.pk).update(until=timezone.localdate() - datetime.timedelta(days=1))
    withdrawn = _opened(world, place, _writing("まちがえて出したもの", "取り下げます。", "work"))
    actions.withdraw_need(need_id=withdrawn.pk, by=_user(place))
    actions.warn_and_expire()
    assert Need.objects.get(pk=expired.pk).state == Need.State.EXPIRED
    private = actions.write_need(
        writing=_writing(
            "続けて相談に来る人への関わり方", "事務局と話したいです。", "medical_welfare", audience="office"
        ),
        organisation_id=place.organisation_id,
        by=_user(place),
    )
    sent = actions.send_need(need_id=private.pk, questions=_FINE, by=_user(place))
    actions.open_need(need_id=sent.pk, revision=sent.revision, by=world.staff)


def _of_the_office(world: World, responder: Membership) -> None:
    """From the minutes of a meeting: one answered by telephone, and a clear gap."""
    organisation: Organisation = responder.organisation
    answered, *_gaps = actions.enter_needs(
        writings=[
            _writing(
                "夜に話せる相手がいない一人ぐらしの人が多い",
                "電話でも、近くの集まりでも。",
                "other_living",
                "places",
            ),
            _writing(
                "退院のあと、家事を頼める先がない",
                "制度の対象にならない人の、数週間の家事。",
                "medical_welfare",
            ),
            _writing(
                "退院のときの送り迎えがない", "家族も制度もない人の、退院の日の移動。", "medical_welfare"
            ),
            _writing("入院のときの保証人がいない", "頼める人がいない人が続いています。", "medical_welfare"),
            *(_writing(title, "会議で出た話です。", category) for category, title in _FROM_MINUTES),
        ],
        by=world.staff,
    )
    actions.answer(
        need_id=answered.pk,
        organisation_id=organisation.pk,
        text="月曜日の夜に、電話で話せる人を二人出せます。",
        by=world.staff,
        as_office=True,
        channel=Booking.Channel.PHONE,
    )
