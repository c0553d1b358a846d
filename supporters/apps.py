from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportersConfig(AppConfig):
    name = "supporters"
    verbose_name = _("つながりサポーター")

    def ready(self) -> None:
        from portal import periodic
        from portal.accounts.doors import register_opener
        from portal.people.merging import on_merge
        from supporters.interest.actions import bring_interests_together, forget_unconfirmed
        from supporters.interest.messages import register_kinds as register_interest_kinds
        from supporters.interest.opening import end_those_who_booked, tell_openings
        from supporters.models import Supporter

        register_opener(lambda address: Supporter.objects.of_address(address).exists())
        register_interest_kinds()
        on_merge(bring_interests_together)
        periodic.register("supporters.openings", tell_openings)
        periodic.register("supporters.interests_booked", end_those_who_booked)
        periodic.register("supporters.interests_unconfirmed", forget_unconfirmed)
