from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = _("養成研修")

    def ready(self) -> None:
        from trainings.messages import register_kinds
        from trainings.printing import register_printings

        register_kinds()
        register_printings()
