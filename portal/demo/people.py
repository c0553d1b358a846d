"""Invented people. Their numbers cannot be dialled, their mail addresses lead nowhere, their family names say
that they are samples (見本, 架空, 雛形 …). A few stand for what is hard about real people."""

from collections.abc import Iterator
from itertools import count

from portal.people.models import ContactWish, Person

_FAMILIES = (
    ("見本", "ミホン"),
    ("架空", "カクウ"),
    ("雛形", "ヒナガタ"),
    ("例田", "レイダ"),
    ("試山", "タメシヤマ"),
    ("仮野", "カリノ"),
    ("空木", "カラキ"),
    ("想田", "オモイダ"),
    ("見立", "ミタテ"),
    ("写田", "ウツシダ"),
    ("手本", "テホン"),
    ("絵空", "エソラ"),
    ("仮屋", "カリヤ"),
    ("例川", "レイカワ"),
    ("試野", "タメシノ"),
    ("幻田", "マボロシダ"),
    ("見本山", "ミホンヤマ"),
    ("架空川", "カクウガワ"),
    ("雛田", "ヒナダ"),
    ("夢野", "ユメノ"),
)
_GIVEN = (
    ("一郎", "イチロウ"),
    ("花子", "ハナコ"),
    ("さくら", "サクラ"),
    ("健太", "ケンタ"),
    ("陽子", "ヨウコ"),
    ("実", "ミノル"),
    ("千代", "チヨ"),
    ("大輔", "ダイスケ"),
    ("美咲", "ミサキ"),
    ("正", "タダシ"),
    ("恵", "メグミ"),
    ("拓也", "タクヤ"),
    ("和子", "カズコ"),
    ("翔", "ショウ"),
    ("由美", "ユミ"),
    ("清", "キヨシ"),
    ("あおい", "アオイ"),
    ("浩二", "コウジ"),
    ("節子", "セツコ"),
    ("蓮", "レン"),
    ("直美", "ナオミ"),
    ("勇", "イサム"),
    ("ひなた", "ヒナタ"),
    ("博", "ヒロシ"),
    ("明美", "アケミ"),
    ("悠人", "ユウト"),
    ("幸子", "サチコ"),
    ("修", "オサム"),
    ("里奈", "リナ"),
    ("三郎", "サブロウ"),
    ("文", "フミ"),
)
# Nearly half of the people have no e-mail, or would rather not use it.
_WISHES = (
    ContactWish.MAIL,
    ContactWish.TELEPHONE,
    ContactWish.MAIL,
    ContactWish.MAIL,
    ContactWish.FAX,
    ContactWish.MAIL,
    ContactWish.TELEPHONE,
    ContactWish.LETTER,
    ContactWish.MAIL,
    ContactWish.TELEPHONE,
    ContactWish.MAIL,
)
_POSTAL_CODE = "6800000"

AFFILIATIONS = (
    "",
    "架空ボランティアの会",
    "民生委員・児童委員",
    "例の大学 学生",
    "",
    "見本こども食堂",
    "民生委員・児童委員",
    "架空まちづくり協議会",
    "例の大学 学生",
    "見本町 町内会",
    "",
    "社会福祉法人 見本会",
    "架空傾聴サークル",
)


def crowd() -> Iterator[Person]:
    """An endless row of people, each with the way of contact that they wish, none saved.

    The first 620 differ in name, the first 8,000 in everything by which they could be reached.
    """
    for number in count(1):
        family, given = _FAMILIES[number % len(_FAMILIES)], _GIVEN[number * 7 % len(_GIVEN)]
        wish = _WISHES[number % len(_WISHES)]
        yield Person(
            name=f"{family[0]}　{given[0]}",
            kana=f"{family[1]}　{given[1]}",
            contact_wish=wish,
            **_ways_to_reach(number, wish),
        )


def _ways_to_reach(number: int, wish: ContactWish) -> dict[str, str]:
    mobile = f"0900000{number + 1000:04d}"
    landline = f"085700{number + 1000:04d}"
    if wish == ContactWish.MAIL:
        return {"email": f"mihon{number}@example.jp", "telephone": mobile if number % 3 else ""}
    if wish == ContactWish.TELEPHONE:
        return {"telephone": landline if number % 2 else mobile}
    if wish == ContactWish.FAX:
        return {"fax": landline, "telephone": landline}
    return {"postal_code": _POSTAL_CODE, "address": _address(number), "telephone": landline}


def _address(number: int) -> str:
    return f"鳥取県鳥取市見本町{number % 9 + 1}丁目{number % 37 + 1}"


def companion(person: Person) -> Person:
    """The same person as somebody's companion: a name and a reading, reached through the other."""
    return Person(name=person.name, kana=person.kana)


# --- those who stand for something ------------------------------------------------------------------------


def rare_characters() -> list[Person]:
    """髙, 𠮷 (outside the first plane) and 葛 with a variation selector: shown everywhere as typed."""
    return [
        Person(
            name="髙橋　みほ子",
            kana="タカハシ　ミホコ",
            email="mihoko@example.com",
            contact_wish=ContactWish.MAIL,
        ),
        Person(
            name="𠮷田　ためし",
            kana="ヨシダ　タメシ",
            fax="0857000011",
            telephone="0857000011",
            contact_wish=ContactWish.FAX,
        ),
        Person(
            name="葛\U000e0100城　かける",
            kana="カツラギ　カケル",
            telephone="09000000012",
            contact_wish=ContactWish.TELEPHONE,
            best_time="平日の夕方",
        ),
    ]


def latin_name() -> Person:
    """A name without a reading."""
    return Person(
        name="Sample Nguyen Thi Mihon", email="sample.nguyen@example.com", contact_wish=ContactWish.MAIL
    )


def couple() -> list[Person]:
    """Husband and wife on one mail address in one home: two people, not one."""
    home = {"email": "mihonke@example.jp", "postal_code": _POSTAL_CODE, "address": _address(8)}
    return [
        Person(name="見本　太郎", kana="ミホン　タロウ", contact_wish=ContactWish.MAIL, **home),
        Person(name="見本　よし江", kana="ミホン　ヨシエ", contact_wish=ContactWish.MAIL, **home),
    ]


def parent_and_child() -> list[Person]:
    """Two people on one telephone."""
    shared = {"telephone": "0857000021", "contact_wish": ContactWish.TELEPHONE}
    return [
        Person(name="架空　まさみ", kana="カクウ　マサミ", **shared),
        Person(name="架空　ひかる", kana="カクウ　ヒカル", no_voice_message=True, **shared),
    ]


def namesakes() -> list[Person]:
    """Two people of one name and reading, with different numbers."""
    return [
        Person(
            name="山田　よしこ", kana="ヤマダ　ヨシコ", telephone=number, contact_wish=ContactWish.TELEPHONE
        )
        for number in ("0857000031", "09000000032")
    ]


def twice() -> list[Person]:
    """One person who applied on the web and, being unsure, sent a FAX as well."""
    return [
        Person(
            name="例田　めぐみ",
            kana="レイダ　メグミ",
            email="megumi@example.com",
            telephone="0857000041",
            contact_wish=ContactWish.MAIL,
        ),
        Person(
            name="例田　恵",
            kana="レイダ　メグミ",
            telephone="0857000041",
            fax="0857000041",
            contact_wish=ContactWish.FAX,
        ),
    ]


def without_email() -> Person:
    """Somebody who has a telephone and a letter box, and reads large print."""
    return Person(
        name="空木　きく",
        kana="カラキ　キク",
        telephone="0857000051",
        postal_code=_POSTAL_CODE,
        address=_address(50),
        contact_wish=ContactWish.LETTER,
        wants_large_print=True,
        best_time="午前中",
    )
