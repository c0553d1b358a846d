from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = _("養成研修")

    def ready(self) -> None:
        from portal import periodic
        from portal.accounts.duties import register_duties
        from portal.audit.trails import register_trail
        from portal.bookings.door.venue_pack import register_tables
        from portal.figures.chapters import register_chapter
        from portal.office.hiding import register_hideable
        from portal.people.life import on_life_event
        from portal.people.merging import on_merge
        from portal.search.sources import register_search
        from portal.work import register_work
        from supporters.me.export import add_to_export
        from trainings import personal_files, retention
        from trainings.figures import chapter
        from trainings.findable import trainings
        from trainings.messages import register_kinds
        from trainings.models import TrainingSession
        from trainings.printing import register_printings
        from trainings.table_plan import table_numbers
        from trainings.templatetags.own_trainings import part_of_export
        from trainings.trail import certificates_of
        from trainings.visits.actions import bring_visits_together, name_open_visits, tell_published_visits
        from trainings.visits.duties import move_visits, open_visits_of
        from trainings.visits.messages import register_kinds as register_visit_kinds
        from trainings.visits.models import VisitDraft
        from trainings.visits.work import new_visits

        register_chapter("trainings", _("研修と修了"), chapter)
        add_to_export(_("受けた研修"), part_of_export)
        register_kinds()
        retention.register()
        personal_files.register()
        register_printings()
        register_tables(table_numbers)
        register_hideable(
            TrainingSession, lambda row: reverse("admin:trainings_trainingsession_change", args=[row.pk])
        )
        register_search("trainings", _("研修・講座"), 30, trainings, more="/trainings/")
        register_visit_kinds()
        register_duties("trainings.visits", _("出前講座の依頼"), rows=open_visits_of, move=move_visits)
        on_merge(bring_visits_together)
        on_life_event(name_open_visits)
        register_trail(certificates_of)
        register_work(80, new_visits)
        periodic.register("trainings.visits_told", tell_published_visits)
        periodic.register("trainings.visit_drafts", VisitDraft.objects.clear_old)
