"""Invented organisations of the platform, over all kinds: most with a page, one with a newer version that waits,
one whose yearly answer is overdue, one for which the office acts, one that has left."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from platform_orgs import actions
from platform_orgs.actions.profile import draft_of
from platform_orgs.models import (
    FieldOfWork,
    JoinApplication,
    Organisation,
    OrganisationKind,
    Role,
    YearlyCheck,
)
from portal.bookings.models import Booking
from portal.demo.world import World
from portal.people.models import ContactWish, Person

# Whose page a visitor of the demo may edit: the code for signing in is shown on the screen.
MEMBER = "dantai@example.jp"
# Edits the page together with the manager of the same organisation.
SECOND = "tehon@example.jp"


@dataclass(frozen=True)
class _Sample:
    slug: str
    name: str
    kana: str
    kind: OrganisationKind
    works: tuple[FieldOfWork, ...]
    appeal: str
    about: str
    hours: str = ""
    email: str = ""
    telephone: str = ""
    districts: tuple[int, ...] = field(default_factory=tuple)  # which of the demo's districts


_SAMPLES = (
    _Sample(
        "mihon-shokudo", "NPO法人 見本こども食堂ネット", "ミホンコドモショクドウネット", OrganisationKind.NPO,
        (FieldOfWork.CHILDREN, FieldOfWork.FOOD, FieldOfWork.PLACES), "だれでも来られる、まちの夕ごはん",
        "市内の会場で、毎週土曜日に夕ごはんを出しています。こどもも、ひとり暮らしの人も、いっしょに食べます。",
        "毎週土曜 16時〜19時", MEMBER, "0857000101", (0, 1),
    ),
    _Sample(
        "kaku-yorisoi", "NPO法人 架空よりそいの会", "カクウヨリソイノカイ", OrganisationKind.NPO,
        (FieldOfWork.YOUNG, FieldOfWork.PLACES), "家から出にくい人と、その家族のそばに",
        "ひきこもりの経験がある人が、話し相手になります。家族だけの相談もできます。",
        "火・木 13時〜17時", "yorisoi@example.jp", "0857000102",
    ),
    _Sample(
        "reida-seikyo", "例田生活協同組合", "レイダセイカツキョウドウクミアイ", OrganisationKind.COOPERATIVE,
        (FieldOfWork.ELDERLY, FieldOfWork.FOOD), "配達のとき、ひと声かけています",
        "週に一度の配達のときに様子を見守り、気になることがあれば事務局に知らせます。",
        "月〜金 9時〜18時", "seikyo@example.jp", "0857000103",
    ),
    _Sample(
        "tameshi-nokyo", "試山農業協同組合", "タメシヤマノウギョウクミアイ", OrganisationKind.COOPERATIVE,
        (FieldOfWork.FOOD, FieldOfWork.COMMUNITY), "畑と直売所を、集まる場所に",
        "規格外の野菜を、こども食堂や配食の活動に届けています。",
        "", "nokyo@example.jp", "0857000104", (2,),
    ),
    _Sample(
        "hinagata-fukushi", "社会福祉法人 雛形福祉会", "ヒナガタフクシカイ", OrganisationKind.SOCIAL_WELFARE_CORP,
        (FieldOfWork.DISABILITY, FieldOfWork.ELDERLY), "障がいのある人の働く場と、くらしの相談",
        "就労支援の事業所と、相談支援の事業所を開いています。送迎の車をお貸しできます。",
        "月〜金 9時〜17時", "fukushi@example.jp", "0857000105",
    ),
    _Sample(
        "karino-home", "社会福祉法人 仮野ホーム", "カリノホーム", OrganisationKind.SOCIAL_WELFARE_CORP,
        (FieldOfWork.ELDERLY, FieldOfWork.HOUSING), "空いている部屋を、集まりに使えます",
        "特別養護老人ホームの地域交流室を、サロンや家族の会に開放しています。",
        "毎日 10時〜16時", "home@example.jp", "0857000106", (1,),
    ),
    _Sample(
        "karaki-denki", "空木電器株式会社", "カラキデンキカブシキガイシャ", OrganisationKind.COMPANY_OR_GROUP,
        (FieldOfWork.ELDERLY, FieldOfWork.COMMUNITY), "修理でうかがう家の、小さな変化に気づきます",
        "まちの電器店です。お困りの人を見かけたときは、本人に聞いてから事務局につなぎます。",
        "火曜定休 9時〜19時", "", "0857000107",
    ),
    _Sample(
        "omoida-salon", "想田町 ふれあいサロンの会", "オモイダチョウフレアイサロンノカイ", OrganisationKind.COMPANY_OR_GROUP,
        (FieldOfWork.PLACES, FieldOfWork.ELDERLY), "お茶を飲みに、どうぞ",
        "公民館で、月に二回お茶の会を開いています。申込みはいりません。",
        "第1・第3水曜 10時〜12時", "", "0857000108", (3,),
    ),
    _Sample(
        "mitate-clinic", "医療法人 見立こころの医院", "ミタテココロノイイン", OrganisationKind.MEDICAL,
        (FieldOfWork.HEALTH, FieldOfWork.YOUNG), "眠れない、気持ちが重い。話しに来てください",
        "家族からの相談も受けています。訪問看護と協力しています。",
        "月・水・金 9時〜18時", "iin@example.jp", "0857000109",
    ),
    _Sample(
        "mihon-kango", "見本地区 訪問看護ステーション", "ミホンチクホウモンカンゴステーション", OrganisationKind.MEDICAL,
        (FieldOfWork.HEALTH, FieldOfWork.ELDERLY), "家で暮らしつづけるための看護",
        "退院のあと、ひとりになる人の暮らしを、地域の団体といっしょに支えます。",
        "", "kango@example.jp", "0857000110",
    ),
    _Sample(
        "mihon-nagaya", "見本市 長寿社会課", "ミホンシチョウジュシャカイカ", OrganisationKind.CITY_DIVISION,
        (FieldOfWork.ELDERLY,), "地域包括支援センターの窓口です",
        "高齢の人の介護、見守り、虐待の相談を受けています。",
        "平日 8時30分〜17時15分", "choju@example.jp", "0857000111",
    ),
    _Sample(
        "mihon-kurashi", "見本市 くらし相談課", "ミホンシクラシソウダンカ", OrganisationKind.CITY_DIVISION,
        (FieldOfWork.LIVELIHOOD, FieldOfWork.HOUSING), "お金・仕事・住まいの困りごとに",
        "生活困窮の自立相談支援を行っています。ことばが心配な人には、通訳を用意します。",
        "平日 8時30分〜17時15分", "kurashi@example.jp", "0857000112",
    ),
)  # fmt: skip
_LEFT = _Sample(
    "utsushida-kai", "写田 話し相手の会", "ウツシダハナシアイテノカイ", OrganisationKind.COMPANY_OR_GROUP,
    (FieldOfWork.PLACES,), "電話で、話し相手になります", "ボランティアが電話で話を聞いていました。",
    "", "", "0857000113",
)  # fmt: skip


def members(world: World) -> None:
    """All of them, joined over the last two years."""
    organisations = [_join(world, sample, number) for number, sample in enumerate(_SAMPLES)]
    first, second, third = organisations[:3]
    _second_editor(world, first)
    _newer_version(second)
    _overdue(third)
    left = _join(world, _LEFT, 13)
    actions.end(
        organisation_id=left.pk,
        state=Organisation.State.DISSOLVED,
        on=timezone.localdate() - datetime.timedelta(days=20),
        reason="担い手が減ったため。電話の会は、よりそいの会が引きつぐ。",
        by=world.staff,
        successor_id=second.pk,
    )
    _application()


def _join(world: World, sample: _Sample, number: int) -> Organisation:
    person = Person(
        name=f"見本 {'一二三四五六七八九十百千万億'[number]}子",
        kana="ミホン コ",
        email=sample.email,
        telephone=sample.telephone,
        contact_wish=ContactWish.MAIL if sample.email else ContactWish.TELEPHONE,
    )
    channel = Booking.Channel.WEB if sample.email else Booking.Channel.COUNTER
    application = actions.apply_to_join(
        joining=actions.Joining(
            contact=person,
            name=sample.name,
            kana=sample.kana,
            kind=sample.kind,
            fields_of_work=list(sample.works),
            about=sample.about,
            channel=channel,
        ),
        submission_key=f"demo-{sample.slug}",
        by=None if sample.email else world.staff,
    )
    organisation = actions.accept_application(
        application_id=application.pk,
        slug=sample.slug,
        answer="ごいっしょできるのを、うれしく思います。",
        by=world.staff,
        revision=application.revision,
        told=not sample.email,
    )
    for invitation in organisation.invitations.all():
        actions.accept_invitation(invitation_id=invitation.pk)
    _fill_page(world, organisation, sample)
    joined = timezone.localdate() - datetime.timedelta(days=60 + 45 * number)
    confirmed = max(joined, timezone.localdate() - datetime.timedelta(days=30 + 20 * number))
    # The only thing that no action writes: that all of this was long ago.
    Organisation.objects.filter(pk=organisation.pk).update(joined_on=joined, confirmed_on=confirmed)
    JoinApplication.objects.filter(pk=application.pk).update(
        received_at=application.received_at - datetime.timedelta(days=70 + 45 * number)
    )
    return Organisation.objects.get(pk=organisation.pk)


def _fill_page(world: World, organisation: Organisation, sample: _Sample) -> None:
    districts = [world.districts[n].pk for n in sample.districts if n < len(world.districts)]
    changes = {
        "appeal": sample.appeal,
        "hours": sample.hours,
        "districts": districts,
        "telephone": sample.telephone,
        "telephone_seen_by": "public",
        "email": sample.email,
        "address": f"見本町{int(sample.telephone[-2:])}番地",
        "address_seen_by": "public" if sample.hours else "members",
    }
    draft = draft_of(organisation)
    actions.save_page(
        organisation_id=organisation.pk,
        values=draft.values() | changes,
        seen_revision=draft.revision,
        by=world.staff,
        channel=Booking.Channel.POST,
    )
    version = actions.send_page(
        organisation_id=organisation.pk,
        by=world.staff,
        channel=Booking.Channel.POST,
        received_on=timezone.localdate(),
    )
    assert version is not None
    actions.publish_page(profile_id=version.pk, by=world.staff, told=True)


def _second_editor(world: World, organisation: Organisation) -> None:
    invitation = actions.invite(
        organisation_id=organisation.pk,
        person=Person(name="手本 さくら", kana="テホン サクラ"),
        email=SECOND,
        role=Role.EDITOR,
        by=world.staff,
    )
    actions.accept_invitation(invitation_id=invitation.pk)


def _newer_version(organisation: Organisation) -> None:
    manager = organisation.memberships.live().managers().get().user
    assert manager is not None
    draft = draft_of(organisation)
    changes = {
        "hours": "火・木・土 13時〜18時",
        "telephone": "0857000199",
        "website": "https://example.jp/yorisoi",
    }
    actions.save_page(
        organisation_id=organisation.pk,
        values=draft.values() | changes,
        seen_revision=draft.revision,
        by=manager,
    )
    actions.send_page(organisation_id=organisation.pk, by=manager)


def _overdue(organisation: Organisation) -> None:
    """Asked two months ago, and nobody has answered."""
    today = timezone.localdate()
    Organisation.objects.filter(pk=organisation.pk).update(
        joined_on=today - datetime.timedelta(days=800), confirmed_on=today - datetime.timedelta(days=425)
    )
    check = actions.ask(organisation_id=organisation.pk)
    assert check is not None
    YearlyCheck.objects.filter(pk=check.pk).update(
        asked_at=check.asked_at - datetime.timedelta(days=60), due_on=today - datetime.timedelta(days=30)
    )


def _application() -> None:
    actions.apply_to_join(
        joining=actions.Joining(
            contact=Person(
                name="絵空 あおい",
                kana="エソラ アオイ",
                email="esora@example.jp",
                contact_wish=ContactWish.MAIL,
            ),
            name="絵空 学習支援の会",
            kana="エソラガクシュウシエンノカイ",
            kind=OrganisationKind.NPO,
            fields_of_work=[FieldOfWork.CHILDREN, FieldOfWork.LEARNING],
            about="中学生と高校生の勉強を、大学生が見ています。家でも学校でもない場所をつくりたいです。",
            note="まずは話を聞きたいです。",
        ),
        submission_key="demo-application",
    )
