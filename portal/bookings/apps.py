from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "portal.bookings"
    verbose_name = _("申込")

    def ready(self) -> None:
        from portal import periodic
        from portal.audit.trails import register_trail
        from portal.bookings import accommodation_messages, notices, personal_files, retention, work
        from portal.bookings.actions import expire_offers, send_reminders, sweep_promotions
        from portal.bookings.actions.life import has_places_ahead, release_places
        from portal.bookings.actions.merging import bring_bookings_together
        from portal.bookings.drafts import clear_drafts
        from portal.bookings.figures.chapter import chapter
        from portal.bookings.importing.keeping import drop_old_batches
        from portal.bookings.message_kinds import register_kinds
        from portal.bookings.surveys.messages import register_survey
        from portal.bookings.trail import bookings_of
        from portal.figures.chapters import register_chapter
        from portal.people.life import on_life_event
        from portal.people.merging import on_merge
        from portal.work import register_work

        register_chapter("bookings", _("研修・催し"), chapter)
        register_kinds()
        notices.register_kinds()
        accommodation_messages.register_kinds()
        register_survey()
        retention.register()
        personal_files.register()
        on_merge(bring_bookings_together)
        on_life_event(release_places, remains=has_places_ahead)
        register_trail(bookings_of)
        register_work(50, work.to_check)
        register_work(70, work.to_decide)
        register_work(100, work.accommodations)
        periodic.register("bookings.offers", expire_offers)
        periodic.register("bookings.promotions", sweep_promotions)
        periodic.register("bookings.reminders", send_reminders)
        periodic.register("bookings.drafts", clear_drafts)
        periodic.register("bookings.imports", drop_old_batches)
