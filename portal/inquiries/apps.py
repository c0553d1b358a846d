from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InquiriesConfig(AppConfig):
    name = "portal.inquiries"
    verbose_name = _("お問い合わせ")

    def ready(self) -> None:
        from portal.accounts.duties import register_duties
        from portal.inquiries import personal_files, retention, work
        from portal.inquiries.actions import move_inquiries
        from portal.inquiries.duties import duties
        from portal.inquiries.messages import register_kinds
        from portal.work import register_work

        register_kinds()
        register_duties("inquiries", _("お問い合わせ"), rows=duties, move=move_inquiries)
        retention.register()
        personal_files.register()
        register_work(60, work.inquiries)
