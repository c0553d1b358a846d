from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "portal.correspondence"
    verbose_name = _("連絡")

    def ready(self) -> None:
        from portal import periodic
        from portal.audit.trails import register_trail
        from portal.correspondence import call_list, outbox, paper, personal_files, retention, work
        from portal.correspondence.actions import bring_messages_together, stop_messages
        from portal.correspondence.trail import messages_to
        from portal.people.life import on_life_event
        from portal.people.merging import on_merge
        from portal.work import register_work

        periodic.register("correspondence.lost", outbox.mark_lost)
        periodic.register("correspondence.outbox", outbox.send_due)
        periodic.register("correspondence.call_list", call_list.withdraw_overtaken)
        periodic.register("correspondence.paper", paper.withdraw_overtaken)
        retention.register()
        personal_files.register()
        on_merge(bring_messages_together)
        on_life_event(stop_messages)
        register_trail(messages_to)
        register_work(20, work.calls)
        register_work(30, work.paper)
        register_work(40, work.failed_mails)
