"""The questions that a new survey starts with. The office changes them as it likes."""

from django.utils.translation import gettext as _

from portal.bookings.actions.survey import Question
from portal.bookings.models import SurveyQuestion

Kind = SurveyQuestion.Kind


def default_introduction() -> str:
    return _(
        "これからの研修・催しをよくするために使います。お名前は書かないでください。答えたくない質問は、とばしてかまいません。"
    )


def default_questions() -> list[Question]:
    return [
        Question(Kind.SCALE, _("参加してよかったと思いますか")),
        Question(Kind.SCALE, _("内容はわかりやすかったですか")),
        Question(Kind.SCALE, _("身近な人の様子が気になったとき、声をかけてみようと思いますか")),
        Question(
            Kind.SEVERAL,
            _("どこで知りましたか"),
            (
                _("市報"),
                _("チラシ・ポスター"),
                _("市のホームページ・SNS"),
                _("家族・知人から"),
                _("所属する団体・職場から"),
                _("そのほか"),
            ),
        ),
        Question(Kind.TEXT, _("心に残ったこと、もっと知りたいことがあれば、お書きください")),
    ]
