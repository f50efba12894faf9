from django.apps import AppConfig

from foods.marked import put_into_words_by


class FoodsConfig(AppConfig):
    name = "foods"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from foods.wording import in_words

        put_into_words_by(in_words)
