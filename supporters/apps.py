from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportersConfig(AppConfig):
    name = "supporters"
    verbose_name = _("つながりサポーター")

    def ready(self) -> None:
        from portal import periodic
        from portal.accounts.doors import register_opener
        from portal.accounts.duties import register_duties
        from portal.audit.trails import register_trail
        from portal.figures.chapters import register_chapter
        from portal.people.life import on_life_event
        from portal.people.merging import on_merge
        from portal.work import register_work
        from supporters import personal_files, retention, work
        from supporters.actions import bring_registrations_together
        from supporters.actions.life import give_back_registration, stop_registration
        from supporters.concerns.actions import bring_concerns_together
        from supporters.concerns.drafts import clear_drafts
        from supporters.concerns.duties import duties, move_concerns
        from supporters.concerns.figures import chapter as concern_chapter
        from supporters.concerns.messages import register_kinds as register_concern_kinds
        from supporters.concerns.messages import stop_answers
        from supporters.figures import chapter
        from supporters.importing.deciding import drop_old_batches
        from supporters.interest.actions import bring_interests_together, forget_unconfirmed, stop_interest
        from supporters.interest.messages import register_kinds as register_interest_kinds
        from supporters.interest.opening import end_those_who_booked, tell_openings
        from supporters.me.actions import clear_email_changes
        from supporters.messages import register_kinds
        from supporters.models import Supporter
        from supporters.trail import registrations_of

        register_opener(lambda address: Supporter.objects.of_address(address).exists())
        register_kinds()
        retention.register()
        personal_files.register()
        register_chapter("supporters", _("つながりサポーター"), chapter)
        register_interest_kinds()
        register_concern_kinds()
        register_duties("concerns", _("気づき"), rows=duties, move=move_concerns)
        register_chapter("concerns", _("気づき"), concern_chapter)
        on_merge(bring_interests_together)
        on_life_event(stop_interest)
        on_merge(bring_registrations_together)
        on_merge(bring_concerns_together)
        on_life_event(stop_registration, undo=give_back_registration)
        on_life_event(stop_answers)
        register_trail(registrations_of)
        register_work(10, work.concerns)
        register_work(90, work.interests)
        periodic.register("supporters.openings", tell_openings)
        periodic.register("supporters.interests_booked", end_those_who_booked)
        periodic.register("supporters.interests_unconfirmed", forget_unconfirmed)
        periodic.register("supporters.concern_drafts", clear_drafts)
        periodic.register("supporters.imports", drop_old_batches)
        periodic.register("supporters.email_changes", clear_email_changes)
