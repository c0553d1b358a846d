from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.accounts.models import User
from portal.correspondence.outbox import send_due
from portal.demo import (
    coming_events,
    coming_trainings,
    concerns,
    interests,
    lists,
    marks,
    meetings,
    needs,
    notices,
    office,
    organisations,
    own_page,
    paper,
    past,
    registry,
    replies,
    sharing,
    staff,
    streams,
    today,
    videos,
    wishes,
    years,
)
from portal.demo.world import World
from portal.office.models import District

# In this order people applied and therefore stand in lists.
_PARTS = (
    past.first_training,
    past.first_symposium,
    past.just_over,
    streams.just_streamed,
    coming_trainings.postponed,
    coming_trainings.postponed_without_a_day,
    coming_trainings.with_places,
    coming_trainings.cancelled,
    coming_trainings.nearly_full,
    coming_trainings.full_with_queue,
    coming_trainings.in_hall_and_online,
    coming_trainings.of_two_dates,
    coming_trainings.by_telephone_only,
    coming_trainings.follow_up,
    coming_trainings.not_yet_open,
    coming_trainings.by_lottery,
    coming_trainings.with_an_offer,
    coming_events.open_house,
    coming_events.symposium,
    videos.programme_of_the_coming,
    videos.report_of_the_first,
    today.under_way,
)


class Command(BaseCommand):
    """Build the demo world by calling the actions, as people and staff would have; dated from today."""

    help = "Fill an empty database with an invented city's trainings, people and accounts (only with DEMO=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="leave a database alone that holds anything already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("seed_demo invents people and accounts: it runs with DEMO=1 only.")
        if not _is_empty():
            self._keep(may_be_filled=options["if_empty"])
            return
        world = _build()
        # Nothing leaves the machine in the demo: staff read in admin what would have gone out.
        send_due()
        replies.mail_not_received(world)
        self._print_sign_ins()

    def _keep(self, *, may_be_filled: bool) -> None:
        if not may_be_filled:
            raise CommandError("The database holds data already; the demo world needs an empty one.")
        if _is_demo():
            staff.renew_sign_ins()
            self._print_sign_ins()

    def _print_sign_ins(self) -> None:
        self.stdout.write(f"\n  Demo sign-ins for {settings.SITE_URL}/admin/")
        for role in staff.ROLES:
            self.stdout.write(f"    {role.label}  {role.email}  {staff.password()}")
        self.stdout.write("    (the number of the second factor stands on that page, in the demo only)")
        self.stdout.write(f"\n  By a code, which the page shows, at {settings.SITE_URL}/accounts/")
        self.stdout.write(f"    つながりサポーター  {own_page.ALONE}")
        self.stdout.write(f"    つながりサポーター（家族で一つのアドレス）  {own_page.SHARED}")
        self.stdout.write(f"    団体の担当者  {organisations.MEMBER}")


# What migrations and ``load_postal_codes`` fill before anybody has written anything.
_FILLED_BY_SETTING_UP = (
    "auth.Group", "auth.Permission", "contenttypes.ContentType", "office.PostalTown",
)  # fmt: skip


def _is_empty() -> bool:
    """Whether no table holds anything that somebody has written, whatever it is."""
    return not any(
        model._base_manager.exists()
        for model in apps.get_models()
        if model._meta.label not in _FILLED_BY_SETTING_UP
    )


def _is_demo() -> bool:
    return User.objects.filter(email=staff.MANAGER.email).exists()


@transaction.atomic
def _build() -> World:
    """All of the world or nothing of it: what is left half-way could neither be used nor finished."""
    office.make_office()
    world = World(staff=staff.make_accounts(), districts=list(District.objects.all()))
    for part in _PARTS:
        part(world)
    registry.registry(world)
    lists.faxed(world)
    replies.answers_to_postponement(world)
    replies.call_list(world)
    paper.letters(world)
    paper.faxes(world)
    notices.make_notices()
    office.make_inquiries(world.staff)
    concerns.told(world)
    interests.waiting(world)
    own_page.supporters(world)
    organisations.members(world)
    sharing.places(world)
    sharing.resources(world)
    meetings.meetings(world)
    marks.life(world)
    needs.needs(world)
    wishes.to_be_erased(world)
    years.closed(world)
    return world
