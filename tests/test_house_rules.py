"""What a machine can check of the house's rules."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from portal.accounts.staff.mark import KEY
from portal.admin_revisions import RevisionedAdmin
from portal.bookings.models import Occasion
from tests import factories
from tests.staff_sessions import mark_of

ROOT = Path(settings.BASE_DIR)
OURS = ("portal", "supporters", "trainings", "platform_orgs", "events")


# --- admin: nothing about seats is written past the actions -----------------------------------------------------

# Fields that decide who sits where, or that tell whether a form is stale. Only actions write them.
SEAT_FIELDS = {
    "state",
    "state_note",
    "status",
    "status_before",
    "cancelled_at",
    "cancelled_by",
    "queue_no",
    "receipt_number",
    "submission_key",
    "link_version",
    "revision",
    "is_live",
    "left_at",
    "held_until",
    "merged_into",
}
KEPT_FOR_EVER = {"bookings", "people", "correspondence", "trainings", "events", "accounts"}


def registered() -> list[admin.ModelAdmin]:
    return [
        model_admin
        for model, model_admin in admin.site._registry.items()
        if model.__module__.split(".")[0] in OURS
    ]


def asked_by(user: Model) -> object:
    request = RequestFactory().get("/admin/")
    request.user = user  # type: ignore[assignment]
    return request


@pytest.fixture
def request_of_manager(manager):
    return asked_by(manager)


def seat_admins() -> list[admin.ModelAdmin]:
    return [a for a in registered() if a.opts.app_label == "bookings"]


def test_every_admin_is_known_to_these_tests():
    assert {a.opts.label for a in registered()} >= {
        "bookings.Occasion",
        "bookings.Booking",
        "trainings.TrainingSession",
        "events.Event",
        "people.Person",
    }


def test_no_admin_adds_changes_or_deletes_seat_tables(request_of_manager):
    for model_admin in seat_admins():
        assert not model_admin.has_add_permission(request_of_manager), model_admin
        assert not model_admin.has_change_permission(request_of_manager), model_admin
        assert not model_admin.has_delete_permission(request_of_manager), model_admin


def test_seat_tables_have_no_stock_form_at_all():
    for model_admin in seat_admins():
        names = {pattern.name for pattern in model_admin.get_urls()}
        stem = f"bookings_{model_admin.opts.model_name}"
        assert names.isdisjoint({f"{stem}_add", f"{stem}_delete", f"{stem}_history"})


def test_no_admin_deletes_what_is_kept(request_of_manager):
    for model_admin in registered():
        if model_admin.opts.app_label in KEPT_FOR_EVER:
            assert not model_admin.has_delete_permission(request_of_manager), model_admin


def test_no_admin_deletes_or_writes_in_bulk(request_of_manager):
    for model_admin in registered():
        assert "delete_selected" not in model_admin.get_actions(request_of_manager), model_admin
        if model_admin.opts.app_label in KEPT_FOR_EVER:
            assert not model_admin.list_editable, model_admin


@pytest.mark.django_db
def test_no_form_of_an_admin_writes_fields_of_the_seats(request_of_manager):
    training = factories.make_training()
    for model_admin in registered():
        obj = training if isinstance(training, model_admin.model) else None
        may_write = model_admin.has_add_permission(request_of_manager)
        if not (may_write or model_admin.has_change_permission(request_of_manager, obj)):
            continue
        form = model_admin.get_form(request_of_manager, obj, change=obj is not None)
        if model_admin.opts.app_label in KEPT_FOR_EVER:
            assert SEAT_FIELDS.isdisjoint(form.base_fields), model_admin


@pytest.mark.parametrize("state", Occasion.State.values)
@pytest.mark.django_db
def test_capacity_that_is_stored_is_disabled_in_every_form(state, request_of_manager):
    training, event = factories.make_training(state=state), factories.make_event(state=state)
    found = 0
    for obj in (training, event):
        model_admin = admin.site._registry[type(obj)]
        for formset, _inline in model_admin.get_formsets_with_inlines(request_of_manager, obj):
            for form in formset(instance=obj).initial_forms:
                if "capacity" in form.fields:
                    found += 1
                    assert form.fields["capacity"].disabled
                else:
                    assert SEAT_FIELDS.isdisjoint(form.fields)
                    assert state == "planned" or "starts_at" not in form.fields
    assert found == 2


def test_no_inline_writes_bookings_attendees_or_attendance():
    writable = {"OccasionDate", "PlaceKind"}
    for model_admin in registered():
        for inline in model_admin.inlines:
            if inline.model._meta.app_label == "bookings":
                assert inline.model._meta.object_name in writable, model_admin


def test_model_with_a_revision_has_an_admin_that_refuses_stale_forms(request_of_manager):
    for model_admin in registered():
        has_revision = any(field.name == "revision" for field in model_admin.opts.get_fields())
        if has_revision and model_admin.has_change_permission(request_of_manager):
            assert isinstance(model_admin, RevisionedAdmin), model_admin


@pytest.mark.django_db
def test_autocomplete_tells_nothing_to_staff_without_the_right(office):
    factories.make_booking(factories.make_training())
    client = Client()
    client.force_login(factories.make_user(is_staff=True))

    answers = set()
    for model_admin in registered():
        for field in model_admin.opts.get_fields():
            if field.is_relation and field.many_to_one and field.concrete:
                asked = {
                    "app_label": model_admin.opts.app_label,
                    "model_name": model_admin.opts.model_name,
                    "field_name": field.name,
                    "term": "",
                }
                answers.add(client.get(reverse("admin:autocomplete"), asked).status_code)
    # Not found: the admin does not know the model, or offers no search in it.
    assert answers == {403, 404}


# --- addresses ----------------------------------------------------------------------------------------------


def views(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    """Every address of the portal with its pattern."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += views(pattern, address)
        else:
            found.append((address, pattern))
    return found


def is_ours(pattern: URLPattern) -> bool:
    """Whether the view behind an address is written here; what Django's admin brings along is not."""
    view = inspect.unwrap(pattern.callback)
    stock = getattr(admin.ModelAdmin, view.__name__, None) or getattr(admin.AdminSite, view.__name__, None)
    return view.__module__.split(".")[0] in OURS and stock is None


def our_views() -> list[tuple[str, URLPattern]]:
    # Asked for within a test only: while tests are being collected DEBUG is still as in development, and
    # the addresses that exist only then would stay for the whole run.
    return [(address, pattern) for address, pattern in views() if is_ours(pattern)]


def test_views_are_found():
    addresses = {address for address, _ in our_views()}
    assert len(addresses) > 40
    assert any(address.startswith("admin/bookings/booking/<int:pk>/cancel/") for address in addresses)


def refuses_an_unknown_method(pattern: URLPattern, user: Model) -> bool:
    """Whether the view refuses a method that does not exist before it does anything else."""
    request = RequestFactory().generic("BREW", "/")
    request.user = user
    request.session = {KEY: mark_of(user)}
    request._dont_enforce_csrf_checks = True
    arguments = dict.fromkeys(pattern.pattern.regex.groupindex, "1") | pattern.default_args
    try:
        answer = pattern.callback(request, **arguments)
    except Exception:  # noqa: BLE001 - whatever it did, it did not refuse
        return False
    return answer.status_code == 405 and bool(answer["Allow"])


@pytest.mark.django_db
def test_every_view_names_its_methods(manager):
    careless = {
        address for address, pattern in our_views() if not refuses_an_unknown_method(pattern, manager)
    }

    assert careless == set()


@pytest.mark.django_db
def test_view_without_methods_would_be_found(manager):
    careless = path("x/", lambda request: HttpResponse())

    assert not refuses_an_unknown_method(careless, manager)


# --- files --------------------------------------------------------------------------------------------------

TEMPLATES = sorted([*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/**/templates/**/*.html")])
TEMPLATES = [path for path in TEMPLATES if ".venv" not in path.parts]
# A script with nothing but its address is what the policy allows.
INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "data address": re.compile(r"""(?:src|href)\s*=\s*["']data:""", re.IGNORECASE),
}


def test_no_template_has_script_or_style_inside():
    assert len(TEMPLATES) > 50
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in TEMPLATES
        for name, pattern in INLINE.items()
        if pattern.search(path.read_text())
    }

    assert found == set()


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        '<style media="print">',
        '<p style="color: red">',
        '<a onclick="x()">',
        '<a href="javascript:x()">',
        '<img src="data:image/png;base64,x">',
    ],
)
def test_inline_script_or_style_would_be_found(text):
    assert any(pattern.search(text) for pattern in INLINE.values())


PYTHON = [
    path
    for top in (*OURS, "tests", "scripts")
    for path in sorted((ROOT / top).rglob("*.py"))
    if ".venv" not in path.parts
]


def bare_query_assertions(source: str) -> list[int]:
    """Lines that make a query-count assertion and never enter it, so that it checks nothing."""
    names = {"django_assert_num_queries", "django_assert_max_num_queries", "assertNumQueries"}
    tree = ast.parse(source)
    entered = {
        id(item.context_expr)
        for node in ast.walk(tree)
        if isinstance(node, ast.With | ast.AsyncWith)
        for item in node.items
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")) in names
        and id(node) not in entered
    ]


def test_no_query_assertion_stands_bare():
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in PYTHON
        for line in bare_query_assertions(path.read_text())
    }

    assert found == set()


def test_bare_query_assertion_would_be_found():
    assert bare_query_assertions("django_assert_num_queries(3)\nget()") == [1]
    assert bare_query_assertions("with django_assert_num_queries(3):\n    get()") == []


def test_no_module_is_a_heap():
    heaps = {"services.py", "selectors.py", "helpers.py", "utils.py", "signals.py"}

    assert {str(path.relative_to(ROOT)) for path in PYTHON if path.name in heaps} == set()


def test_nothing_is_skipped_or_left_to_do():
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b|pytest\.(?:mark\.)?(?:skip|xfail)\b")
    this = Path(__file__)

    assert {str(p.relative_to(ROOT)) for p in PYTHON if p != this and marks.search(p.read_text())} == set()


def test_people_are_never_named_by_str():
    for model in apps.get_models():
        if model.__module__.startswith("portal.people"):
            assert str(model(pk=7)) == "#7"


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
