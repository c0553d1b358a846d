"""Where somebody who came answers the survey. The token in the address is the right to answer once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.bookings.actions.survey import answer_survey, has_come
from portal.bookings.errors import DidNotCome, NothingAnswered, SurveyAlreadyAnswered, SurveyIsClosed
from portal.bookings.surveys.forms import AnswerForm
from portal.bookings.surveys.links import survey_link_by_token


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    link = survey_link_by_token(token)
    if link is None:
        raise Http404
    form = AnswerForm(link.survey, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_survey(link_id=link.pk, answers=form.answers())
        except NothingAnswered as error:
            form.add_error(None, str(error))
        except (SurveyAlreadyAnswered, SurveyIsClosed, DidNotCome):
            # The page says which it is.
            return redirect("bookings:survey", token)
        else:
            return redirect("bookings:survey", token)
    context = {
        "survey": link.survey,
        "occasion": link.survey.occasion,
        "form": form,
        "is_used": link.is_used,
        "is_closed": not link.survey.is_open,
        "did_not_come": not link.is_used and not has_come(link),
    }
    return render(request, "bookings/survey.html", context)
