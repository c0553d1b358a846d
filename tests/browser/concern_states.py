"""Every state of 気になる人がいる, for the checks of all pages and the walks."""

from playwright.sync_api import Page

from portal.accounts.models import User
from supporters.concerns import actions
from supporters.concerns.links import answers_token
from tests.browser.states import Visit, press
from tests.factories import make_helpline
from tests.supporters.concerns import make_call, make_concern

NEW = "/supporters/concerns/new/"


def concerns(staff: User) -> list[Visit]:
    make_helpline(topic="violence", name="虐待を見聞きしたときの電話", description="名前を言わなくてもよい")
    make_helpline()
    told = make_concern(
        urgency="today", relation="self", reporter={"email": "a@example.com", "answer_wish": "mail"}
    )
    actions.answer(concern_id=told.pk, text="ありがとうございます。\nうかがいます。", by=staff, revision=0)
    answers = f"/supporters/concerns/answers/{answers_token(told)}/"
    return [
        Visit("worry", NEW),
        Visit("sheet for the pen", "/supporters/concerns/sheet/"),
        Visit("danger", "/supporters/concerns/danger/"),
        Visit("write", f"{NEW}write/"),
        Visit("write unfolded", f"{NEW}write/", lambda page: page.locator("summary").last.click()),
        Visit("write with errors", f"{NEW}write/", _press_on),
        Visit("write confirm", f"{NEW}write/", write),
        Visit(
            "write confirm with a name", f"{NEW}write/", lambda page: write(page, "隣の見本さんが心配です")
        ),
        Visit("call", f"{NEW}call/"),
        Visit("call with errors", f"{NEW}call/", _press_on),
        Visit("receipt", told.receipt),
        Visit("receipt of a call", make_call().receipt),
        Visit("draft gone", "/supporters/concerns/form/x/"),
        Visit("answers closed", answers),
        Visit("answers with a wrong number", answers, lambda page: open_answers(page, "1234-5678")),
        Visit("answers", answers, lambda page: open_answers(page, told.receipt_number)),
        Visit("answers unknown", "/supporters/concerns/answers/x/"),
    ]


def _press_on(page: Page) -> None:
    press(page, "確認へ進む")


def write(page: Page, text: str = "2週間ほど見かけません。") -> None:
    """From the empty form to the confirmation."""
    page.get_by_label("気になっていること").fill(text)
    page.get_by_label("近所・地域の人").check()
    _press_on(page)


def open_answers(page: Page, number: str) -> None:
    page.get_by_label("受付番号").fill(number)
    press(page, "お返事を読む")
