"""お知らせ: the list, one notice, and the files that it hands out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.office.models import Notice, NoticeFile
from portal.page_cache import public_page
from portal.ui.files import file_response

_MOST_CURRENT = 100
_MOST_ENDED = 20


@public_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is news; below it what was, so that whoever remembers something finds it again."""
    context = {
        "current": Notice.objects.current()[:_MOST_CURRENT],
        "ended": Notice.objects.ended()[:_MOST_ENDED],
    }
    return render(request, "office/news.html", context)


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    return notice_page(request, get_object_or_404(Notice.objects.public(), slug=slug))


def notice_page(request: HttpRequest, notice: Notice) -> HttpResponse:
    """The page, for everybody and as staff's preview."""
    return render(request, "office/notice.html", {"notice": notice, "files": notice.files.all()})


@require_safe
def file(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    found = get_object_or_404(
        NoticeFile.objects.filter(notice__in=Notice.objects.public()), notice__slug=slug, key=key
    )
    return file_response(found.file, found.label)
