"""The measuring stick: Django with nothing around it, one view that returns a constant and one that asks the
database once over a kept connection. Run under the same gunicorn settings as the portal."""

import os

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DATABASES={"default": {**environ.Env().db("DATABASE_URL"), "CONN_MAX_AGE": 60}},
)


def constant(request: HttpRequest) -> HttpResponse:
    return _text("constant")


def one_query(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        row = cursor.fetchone()
    return _text(str(row))


def _text(text: str) -> HttpResponse:
    # With its length, as the portal's pages have it; without, gunicorn would send it in chunks.
    return HttpResponse(text, headers={"Content-Length": str(len(text))})


urlpatterns = [path("constant", constant), path("one-query", one_query)]
application = get_wsgi_application()
