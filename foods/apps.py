from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foods.marked import put_into_words_by


class FoodsConfig(AppConfig):
    name = "foods"
    verbose_name = _("Foods")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from foods.wording import in_words

        put_into_words_by(in_words)
