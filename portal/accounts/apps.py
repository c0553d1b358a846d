from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    verbose_name = _("アカウント")

    def ready(self) -> None:
        from portal import periodic
        from portal.accounts import personal_files, retention
        from portal.accounts.codes import clear_codes
        from portal.accounts.duties import register_duties
        from portal.accounts.keeping import clear_kept
        from portal.accounts.leaving import close_leavers, move_represented, rows_of_represented
        from portal.accounts.roles import sync_roles
        from portal.accounts.session_store import clear_expired
        from portal.accounts.staff import checks  # noqa: F401 (registers itself)
        from portal.accounts.staff.resealing import numbers_in_use, seal_secrets_anew
        from portal.accounts.staff.tries import clear_old
        from portal.private.rotating import Elsewhere, register_elsewhere

        retention.register()
        personal_files.register()
        register_duties(
            "accounts.stand_in", _("代理をしている職員"), rows=rows_of_represented, move=move_represented
        )
        register_elsewhere("accounts.factors", Elsewhere(numbers_in_use, seal_secrets_anew))
        periodic.register("accounts.leavers", close_leavers)
        periodic.register("accounts.codes", clear_codes)
        periodic.register("accounts.kept", clear_kept)
        periodic.register("accounts.sessions", clear_expired)
        periodic.register("accounts.tries", clear_old)

        # Connected after Django's own receiver, which makes the permissions, as auth is ready before.
        post_migrate.connect(sync_roles, dispatch_uid="portal.accounts.roles")
