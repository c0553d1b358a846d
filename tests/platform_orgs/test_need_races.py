"""Two people press at once about one need."""

import pytest

from platform_orgs.models import Need, Response, ResponseMessage
from platform_orgs.needs import actions
from portal.errors import PortalError
from tests import factories
from tests.bookings.test_races import at_once
from tests.platform_orgs.needing import answered, end, opened, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

Side = ResponseMessage.Side


def refused(job):
    def run():
        try:
            return job() and None
        except PortalError as error:
            return type(error).__name__

    return run


def cast():
    factories.make_office()
    poster, responder = (factories.make_membership() for _ in range(2))
    return poster, responder, opened(poster.organisation, poster.user)


@pytest.mark.django_db(transaction=True)
def test_accepting_while_it_is_withdrawn_ends_withdrawn():
    for _ in range(4):
        poster, responder, need = cast_again()
        response = answered(need, responder.organisation, responder.user)

        done = at_once(
            [
                refused(lambda r=response, p=poster: actions.accept(response_id=r.pk, by=p.user)),
                refused(
                    lambda r=response, o=responder: actions.withdraw_response(response_id=r.pk, by=o.user)
                ),
            ]
        )

        assert done in ([None, None], ["ResponseWithdrawn", None])
        assert Response.objects.get(pk=response.pk).state == "withdrawn"


def cast_again():
    from portal.office.models import Office

    Office.objects.all().delete()
    return cast()


@pytest.mark.django_db(transaction=True)
def test_closing_while_somebody_answers_leaves_no_answer_behind_the_end():
    for _ in range(4):
        poster, responder, need = cast_again()

        done = at_once(
            [
                refused(lambda n=need, p=poster: actions.close_need(need_id=n.pk, outcome="not", by=p.user)),
                refused(
                    lambda n=need, o=responder: actions.answer(
                        need_id=n.pk, organisation_id=o.organisation_id, text="できます。", by=o.user
                    )
                ),
            ]
        )

        assert done in ([None, None], [None, "NeedTakesNoAnswers"])
        assert Response.objects.filter(need=need).exists() is (done == [None, None])
        assert Need.objects.get(pk=need.pk).state == "closed"


@pytest.mark.django_db(transaction=True)
def test_answering_twice_at_once_is_one_answer():
    _poster, responder, need = cast_again()
    job = refused(
        lambda: actions.answer(
            need_id=need.pk, organisation_id=responder.organisation_id, text="できます。", by=responder.user
        )
    )

    done = at_once([job, job])

    assert sorted(done, key=str) == ["AnsweredAlready", None]
    assert ResponseMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ending_while_answering_does_not_lock_up():
    for _ in range(3):
        poster, responder, need = cast_again()
        staff = factories.make_user(is_staff=True)
        response = answered(need, responder.organisation, responder.user)

        done = at_once(
            [
                refused(lambda o=poster.organisation, s=staff: end(o, s) or True),
                refused(lambda o=responder.organisation, s=staff: end(o, s) or True),
                refused(lambda r=response, p=poster: say(r, Side.POSTER, p.user)),
            ]
        )

        assert done[:2] == [None, None]
        assert done[2] in (None, "ThreadIsOver", "NotTakingPart")
        assert Need.objects.get(pk=need.pk).state == "closed"
