"""What the demo's organisations can do, and where one can go in its city: places of theirs, places that the office has
heard of, one that nobody has checked for long."""

import datetime
from typing import Any

from django.utils import timezone

from platform_orgs.models import Gathering, Organisation, Resource
from platform_orgs.models.resource import TroubleCategory
from platform_orgs.sharing.actions import add, pause
from portal.demo.world import World

_TIME = datetime.time

_PLACES: tuple[dict[str, Any], ...] = (
    {
        "name": "ふらっと茶の間", "place": "見本町公民館 1階", "address": "見本市見本町1-2",
        "weekdays": [0, 1, 2, 3, 4], "opens_at": _TIME(10), "closes_at": _TIME(16), "closed_on_holidays": True,
        "is_free": True, "cost": "コーヒー 100円", "telephone": "0857000121",
        "welcome": "どなたでも。話さなくても、すわっているだけでもかまいません",
        "description": "本と新聞があります。スタッフが一人います。", "source": "見本町公民館に電話で確かめた",
    },
    {
        "name": "夜の居場所 ほしあかり", "place": "例田商店街 空き店舗", "address": "見本市例田3-4-5",
        "weekdays": [4, 5], "opens_at": _TIME(18), "closes_at": _TIME(21), "is_free": True,
        "welcome": "高校生から30代くらいまで", "source": "市報の別冊「居場所マップ」",
    },
    {
        "name": "土曜の朝ごはん会", "place": "仮野地区 集会所", "weekdays": [5], "weeks": [1, 3],
        "opens_at": _TIME(8), "closes_at": _TIME(10), "cost": "大人200円、子ども無料",
        "welcome": "どなたでも", "source": "主催者の知らせ", "when": "8月は休みます",
    },
    {
        "name": "家族を亡くした人の会", "place": "見本市福祉センター 小会議室", "address": "見本市中央1-1",
        "weekdays": [6], "weeks": [2], "opens_at": _TIME(13, 30), "closes_at": _TIME(15, 30), "is_free": True,
        "needs_booking": True, "telephone": "0857000122", "welcome": "身近な人を亡くした人",
        "source": "福祉センターの案内",
    },
    {
        "name": "試山の直売所 ベンチの会", "place": "試山直売所の前", "weekdays": [], "is_free": True,
        "when": "天気のよい日の午前中。だれかがいます", "welcome": "どなたでも", "source": "生活支援員から聞いた",
    },
    {
        "name": "古いちらしで知った将棋の会", "place": "想田町公民館", "weekdays": [3], "opens_at": _TIME(13),
        "closes_at": _TIME(16), "source": "公民館のちらし",
    },
    {
        "name": "改修中のサロン", "place": "写田町集会所", "weekdays": [1], "opens_at": _TIME(13),
        "source": "町内会長から聞いた",
    },
)  # fmt: skip


def places(world: World) -> None:
    today = timezone.localdate()
    added = []
    for number, values in enumerate(_PLACES):
        checked_on = today - datetime.timedelta(days=400 if "古い" in values["name"] else 20 * number)
        district = world.districts[number] if number < 3 else None
        added.append(
            add(
                model=Gathering,
                organisation_id=None,
                values=values | {"checked_on": checked_on, "district": district},
                by=world.staff,
            )
        )
    pause(model=Gathering, pk=added[-1].pk, by=world.staff)


_KIND = Resource.Kind
_TROUBLE = TroubleCategory
# Whose, what, its conditions, what it helps with, whether everybody reads it.
_RESOURCES: tuple[tuple[str, Resource.Kind, str, str, list[TroubleCategory], bool], ...] = (
    ("mihon-shokudo", _KIND.FOOD, "夕ごはんのお弁当を、10食まで用意できます", "土曜日。前の日の昼までに",
     [_TROUBLE.MONEY, _TROUBLE.CHILDCARE_EDUCATION], True),
    ("mihon-shokudo", _KIND.PEOPLE, "学生のボランティアが、引っこしや片づけを手伝えます", "二週間前までに",
     [_TROUBLE.HOUSING, _TROUBLE.OTHER_LIVING], False),
    ("kaku-yorisoi", _KIND.LISTENING, "ひきこもりの経験がある人が、家にうかがって話を聞けます", "本人か家族の希望があるとき",
     [_TROUBLE.OTHER_LIVING, _TROUBLE.MEDICAL_WELFARE], True),
    ("reida-seikyo", _KIND.LISTENING, "配達のときに、声をかけて様子を見られます", "組合員の家",
     [_TROUBLE.OTHER_LIVING], True),
    ("tameshi-nokyo", _KIND.FOOD, "規格外の野菜を届けられます", "6月から11月",
     [_TROUBLE.MONEY], True),
    ("hinagata-fukushi", _KIND.TRANSPORT, "車いすで乗れる車を、運転する人といっしょに出せます", "平日の昼間",
     [_TROUBLE.MEDICAL_WELFARE, _TROUBLE.OTHER_LIVING], True),
    ("karino-home", _KIND.PLACE, "地域交流室（30人）を無料で貸せます", "10時から16時",
     [], True),
    ("karaki-denki", _KIND.GOODS, "修理した中古の冷蔵庫や洗濯機をゆずれます", "あるときだけ",
     [_TROUBLE.MONEY, _TROUBLE.HOUSING], False),
    ("mitate-clinic", _KIND.EXPERTISE, "こころの健康について、団体の人の相談にのれます", "月に一回、水曜の夕方",
     [_TROUBLE.MEDICAL_WELFARE], False),
    ("mihon-kurashi", _KIND.LANGUAGE, "役所の手続きに、通訳をつけられます", "一週間前までに",
     [_TROUBLE.WORK, _TROUBLE.OTHER_LIVING], True),
)  # fmt: skip


def resources(world: World) -> None:
    """As the organisations told the office; two of them also keep a place where one can go."""
    for slug, kind, title, conditions, categories, is_public in _RESOURCES:
        add(
            model=Resource,
            organisation_id=_organisation(slug).pk,
            values={
                "kind": kind,
                "title": title,
                "conditions": conditions,
                "categories": list(categories),
                "is_public": is_public,
            },
            by=world.staff,
        )
    resting = Resource.objects.get(title__startswith="規格外")
    pause(model=Resource, pk=resting.pk, by=world.staff)
    _places_of_organisations(world)


def _places_of_organisations(world: World) -> None:
    supper: dict[str, Any] = {
        "name": "まちの夕ごはん", "place": "見本町公民館 調理室", "address": "見本市見本町1-2",
        "weekdays": [5], "opens_at": _TIME(16), "closes_at": _TIME(19), "cost": "大人300円、子ども無料",
        "telephone": "0857000101", "welcome": "どなたでも。ひとりでも、家族でも",
    }  # fmt: skip
    tea: dict[str, Any] = {
        "name": "想田町 お茶の会", "place": "想田町公民館", "weekdays": [2], "weeks": [1, 3],
        "opens_at": _TIME(10), "closes_at": _TIME(12), "is_free": True, "telephone": "0857000108",
        "welcome": "近所の人",
    }  # fmt: skip
    for slug, values in (("mihon-shokudo", supper), ("omoida-salon", tea)):
        add(model=Gathering, organisation_id=_organisation(slug).pk, values=values, by=world.staff)


def _organisation(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)
