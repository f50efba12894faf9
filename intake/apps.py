from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = _("Intake")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from intake import sign_in
        from intake.curators import grant_rights
        from intake.passkeys import read_with_suspicion
        from intake.sign_in_limits import count_by_statement

        sign_in.connect_signals()
        count_by_statement()
        read_with_suspicion()
        post_migrate.connect(grant_rights, sender=self, dispatch_uid="curators")
