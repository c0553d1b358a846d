from django.utils.translation import gettext_lazy as _

from portal.bookings.models import (
    AccommodationRequest,
    Attendance,
    Attendee,
    Booking,
    BookingDraft,
    DateChange,
    DoorPass,
    Draw,
    DrawEntry,
    ImportBatch,
    ImportColumns,
    ImportRow,
    JournalEntry,
    Occasion,
    OccasionDate,
    PlaceKind,
    PlaceOffer,
    Postponement,
    PostponementAnswer,
    Reminder,
    RosterMessage,
    RosterMessageRecipient,
    Survey,
    SurveyLink,
    SurveyQuestion,
    SurveySheet,
    WaitGroup,
)
from portal.people.models import Person
from portal.personal_files.registry import PersonalFile, register_file, register_without_people


def register() -> None:
    register_file(
        PersonalFile(
            "bookings",
            title=_("研修・催しの申込者ファイル"),
            purpose=_("研修・催しの申込みを受け、席・配慮・当日の受付を用意し、変更を知らせ、実績を数えるため"),
            people=_("研修・催しに申し込んだ人と、いっしょに参加する人"),
            collected=_("本人（または代わりに申し込む人）がWeb・電話・FAX・郵便・窓口で申し出る、職員の入力、申込みの一覧の取込み"),
            sensitive=_("ふくむ。配慮の申出に、障害や病気などの事情が書かれることがある"),
            models=(
                Person, Booking, Attendee, AccommodationRequest, Attendance, JournalEntry, PlaceOffer,
                PostponementAnswer, DrawEntry, Reminder, RosterMessage, RosterMessageRecipient, SurveyLink,
                WaitGroup, BookingDraft, ImportBatch, ImportRow, DoorPass,
            ),
            kept=("bookings", "accommodations", "booking_drafts", "imports", "door_passes"),
            count=Attendee.objects.filter(person__is_contact_only=False).values("person").distinct().count,
        )
    )  # fmt: skip
    register_without_people(
        _("研修・催しそのもの"), Occasion, OccasionDate, PlaceKind, Draw, Postponement, DateChange
    )
    register_without_people(_("列の名前だけ"), ImportColumns)
    register_without_people(_("だれの回答か分からない"), Survey, SurveyQuestion, SurveySheet)
