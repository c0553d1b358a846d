from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformOrgsConfig(AppConfig):
    name = "platform_orgs"
    verbose_name = _("官民連携プラットフォーム")

    def ready(self) -> None:
        from platform_orgs import findable, personal_files, retention, work
        from platform_orgs.actions import ENDINGS, PAUSES, ask_due
        from platform_orgs.actions.joining import follow_applicant
        from platform_orgs.actions.members import bring_memberships_together
        from platform_orgs.figures import chapter as organisations
        from platform_orgs.gaps.figures import chapter
        from platform_orgs.home import digest
        from platform_orgs.logos import clear_unused
        from platform_orgs.meetings import telling as meetings
        from platform_orgs.meetings.actions import remind_due
        from platform_orgs.meetings.papers import clear_unused_papers
        from platform_orgs.messages import register_kinds
        from platform_orgs.models import Gathering, JoinDraft, Membership, Organisation, Resource
        from platform_orgs.needs import telling
        from platform_orgs.needs.actions import end_with, pause_with, warn_and_expire
        from platform_orgs.needs.from_concern import offer_draft
        from platform_orgs.trail import memberships_of
        from portal import periodic
        from portal.accounts.doors import register_opener
        from portal.audit.trails import register_trail
        from portal.figures.chapters import register_chapter
        from portal.office.hiding import register_hideable
        from portal.office.hiding_pages import hide_url
        from portal.people.merging import on_merge
        from portal.search.sources import register_search
        from portal.work import register_work
        from supporters.concerns.offers import on_concern_actions

        register_opener(lambda address: Membership.objects.acting().filter(user__email=address).exists())
        register_kinds()
        retention.register()
        personal_files.register()
        telling.register_kinds()
        meetings.register_kinds()
        digest.register_kind()
        register_chapter("organisations", _("官民連携プラットフォーム"), organisations)
        register_chapter("gaps", _("制度のはざま"), chapter)
        ENDINGS.append(end_with)
        PAUSES.append(pause_with)
        for model in (Organisation, Resource, Gathering):
            register_hideable(model, hide_url)
        register_search("organisations", _("団体"), 50, findable.organisations, more="/orgs/")
        register_search("resources", _("団体ができること"), 55, findable.resources, more="/orgs/")
        register_search("places", _("行ける場所"), 20, findable.gatherings, more="/places/")
        on_concern_actions(offer_draft)
        on_merge(bring_memberships_together)
        on_merge(follow_applicant)
        register_trail(memberships_of)
        register_work(110, work.needs)
        register_work(120, work.organisations)
        periodic.register("platform_orgs.yearly_checks", ask_due)
        periodic.register("platform_orgs.needs", warn_and_expire)
        periodic.register("platform_orgs.meetings", remind_due)
        periodic.register("platform_orgs.digests", digest.send_digests)
        periodic.register("platform_orgs.join_drafts", JoinDraft.objects.clear_old)
        periodic.register("platform_orgs.logos", clear_unused)
        periodic.register("platform_orgs.papers", clear_unused_papers)
