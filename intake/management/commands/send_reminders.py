from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.mail import sends_mail
from intake.reminders import send_due


class Command(BaseCommand):
    help = "Send the reminders and summaries that are due. For cron, every 5 to 15 minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        if not sends_mail():  # what a letter says would stand in the operator's log
            raise CommandError("No mail server is named (EMAIL_HOST): nothing was sent.")
        outcome = send_due(timezone.now())
        self.stdout.write(f"Sent: {outcome.sent}. Could not be sent: {outcome.failed}.")
        if outcome.failed:
            raise CommandError("Some could not be sent; the next run tries them again.")
