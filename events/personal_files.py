from django.utils.translation import gettext_lazy as _

from events.models import Chapter, Event, Material, Picture, ProgrammeItem, Speaker, Video
from portal.personal_files.registry import PersonalFile, register_file, register_without_people


def register() -> None:
    register_file(
        PersonalFile(
            "speakers",
            title=_("登壇者ファイル"),
            purpose=_("シンポジウム・催しの登壇者を知らせ、報告を残すため"),
            people=_("登壇者、話す人、写真に写った人"),
            collected=_("本人または所属先から受け取って職員が入力"),
            models=(Speaker, ProgrammeItem, Picture),
            kept=("public_pages",),
            count=Speaker.objects.count,
            given_to=_("Webサイトで公表する"),
        )
    )
    register_without_people(_("催しと動画そのもの"), Event, Material, Video, Chapter)
