"""What has been: the first training (December 2022) and the symposium (February 2023).

Month, numbers of people and subjects are the city's own; days, places and everybody who came are invented.
"""

import datetime
from collections.abc import Sequence

from events.models import Event
from portal.bookings import actions
from portal.bookings.actions import survey
from portal.bookings.models import Attendance, Attendee, Occasion, PlaceKind
from portal.bookings.surveys.defaults import default_introduction, default_questions
from portal.demo.days import days_ago, period
from portal.demo.world import Channel, World, book, party, publish
from trainings.actions import close_session
from trainings.models import TrainingSession

_PRESENT, _ABSENT, _EXCUSED, _UNMARKED = (
    Attendance.Status.PRESENT,
    Attendance.Status.ABSENT,
    Attendance.Status.EXCUSED,
    Attendance.Status.UNMARKED,
)
_PAPER = (
    Channel.PHONE,
    Channel.FAX,
    Channel.PHONE,
    Channel.COUNTER,
    Channel.PHONE,
    Channel.EMAIL,
    Channel.POST,
)


def first_training(world: World) -> None:
    """About fifty people: volunteers, welfare commissioners, students."""
    training = TrainingSession.objects.create(
        title="第1回 つながりサポーター養成研修",
        slug="yosei-2022-1",
        summary="「伴走型支援」を専門家の講義とグループワークで学びました。",
        description="孤独・孤立とは何か、つながることがどう支援になるのかを学び、身近にできることを話し合いました。",
        programme="講義「伴走型支援とは」\nグループワーク「気づく・声をかける・つなぐ」",
        lecturer="孤独・孤立の問題に取り組む専門家",
        audience="どなたでも",
        fee="無料",
    )
    occasion = publish(
        world,
        training,
        [period(datetime.date(2022, 12, 10), "13:30", "16:30")],
        {PlaceKind.Kind.HALL: 60},
        venue_name="見本会館 大会議室",
    )
    _fill_from_paper(world, occasion, opened=datetime.date(2022, 11, 14), people=54)
    _cancel_last(world, occasion, bookings=1)
    _mark(world, occasion, [*[_PRESENT] * 20, _ABSENT, *[_PRESENT] * 21, _EXCUSED, *[_PRESENT] * 9])
    close_session(session_id=occasion.pk, by=world.staff)
    _survey_from_paper(world, occasion)


def first_symposium(world: World) -> None:
    """About three hundred in the hall."""
    event = Event.objects.create(
        title="孤独・孤立対策官民連携プラットフォームシンポジウム in 鳥取",
        slug="symposium-2023",
        summary="「つながる」ことの大切さを、およそ300人で考えました。",
        description="孤独・孤立の問題を広く知り、つながりのある地域について考えるシンポジウム。",
        report=(
            "会場には、およそ300人が集まりました。\n"
            "望まない孤独・孤立は、人生のどの場面でも、だれにでも起こりえます。"
            "「助けて」と言えない人に地域で気づき、つながるには何ができるのかを、ともに考えました。"
        ),
        audience="どなたでも",
        fee="無料",
        interpreter_note="手話通訳・要約筆記あり",
    )
    occasion = publish(
        world,
        event,
        [period(datetime.date(2023, 2, 18), "13:30", "16:00")],
        {PlaceKind.Kind.HALL: 350},
        venue_name="見本市民ホール",
    )
    _fill_from_paper(world, occasion, opened=datetime.date(2022, 12, 19), people=312, sizes=(2, 1, 3, 1, 2))
    _cancel_last(world, occasion, bookings=2)
    _mark(world, occasion, [*[_PRESENT] * 43, _ABSENT])
    actions.close(occasion_id=occasion.pk, by=world.staff)


def just_over(world: World) -> None:
    """Two evenings that ended last week, ticked off from paper but for a few: to be closed by staff."""
    training = TrainingSession.objects.create(
        title="つながりサポーター養成研修（全2回・賀露会場）",
        slug="yosei-karo",
        summary="身近な人のSOSに気づき、つながるための入門講座です。",
        programme="第1回　講義「孤独・孤立と伴走型支援」\n第2回　グループワーク「気づく・声をかける・つなぐ」",
        lecturer="見本大学 架空教授",
        audience="どなたでも",
        fee="無料",
    )
    occasion = publish(
        world,
        training,
        [period(days_ago(14), "18:30", "20:30"), period(days_ago(7), "18:30", "20:30")],
        {PlaceKind.Kind.HALL: 20},
        venue_name="見本賀露コミュニティセンター",
    )
    _fill_from_paper(world, occasion, opened=days_ago(40), people=14)
    _mark(world, occasion, [*[_PRESENT] * 5, _EXCUSED, *[_PRESENT] * 5, _UNMARKED, _UNMARKED])


def _fill_from_paper(
    world: World, occasion: Occasion, *, opened: datetime.date, people: int, sizes: Sequence[int] = (1, 1, 2)
) -> None:
    """There was no portal then: all that came by telephone, FAX and post is entered by staff afterwards."""
    number = 0
    while people > 0:
        size = min(sizes[number % len(sizes)], people)
        channel = _PAPER[number % len(_PAPER)]
        book(world, occasion, *party(world, size), channel=channel, opened=opened, told=True)
        people -= size
        number += 1


_REMARKS = (
    "地域の集まりで話してみたいと思いました。",
    "グループワークの時間がもう少しほしかったです。",
    "「つながることがそのまま支援になる」という言葉が心に残りました。",
    "家族のことを考えながら聞きました。来てよかったです。",
)


def _survey_from_paper(world: World, occasion: Occasion) -> None:
    """Twenty-six sheets that were handed in at the door, entered by staff."""
    asked = survey.save_survey(
        occasion_id=occasion.pk,
        introduction=default_introduction(),
        questions=default_questions(),
        by=world.staff,
    )
    keys = [str(pk) for pk in asked.questions.values_list("pk", flat=True)]
    for number in range(26):
        scales = [str(5 - (number * (n + 2)) % 7 // 3) for n in range(3)]
        known = [str(1 + number % 6), "4"] if number % 5 == 0 else [str(1 + number % 5)]
        text = _REMARKS[number // 6] if number % 6 == 0 and number // 6 < len(_REMARKS) else ""
        answers = dict(zip(keys, [*scales, known, text], strict=True))
        survey.enter_sheet(survey_id=asked.pk, answers=answers, by=world.staff)


def _cancel_last(world: World, occasion: Occasion, *, bookings: int) -> None:
    for booking in occasion.bookings.live().order_by("-queue_no")[:bookings]:
        actions.cancel(booking_id=booking.pk, by=world.staff, told=True)


def _mark(world: World, occasion: Occasion, pattern: Sequence[Attendance.Status]) -> None:
    coming = Attendee.objects.coming().filter(occasion=occasion).order_by("booking__queue_no", "position")
    marks = {attendee.pk: pattern[number % len(pattern)] for number, attendee in enumerate(coming)}
    for date in occasion.dates.all():
        actions.mark_attendance(date=date, marks=marks, by=world.staff)
