"""People, for administrators only, and of each only what access needs.

No diary, no profile, no health data: what people told the app is not for its staff.
"""

from typing import Any

from allauth.account.admin import EmailAddress
from allauth.account.decorators import secure_admin_login
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as PlainGroupAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField, Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from intake.models import Person
from intake.recalculation_admin import RecalculationAdmin

__all__ = ["PersonAdmin", "RecalculationAdmin"]

# By the site's own door: its limits on tries and its second factors hold for staff above all.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


# In place of Django's two lists, which are wider than a screen and name their parts for nobody.
TICKED: dict[Any, dict[str, Any]] = {
    ManyToManyField: {"widget": UnfoldAdminCheckboxSelectMultipleWidget, "help_text": ""}
}


class AdministratorsOnly(ModelAdmin):
    """Whatever rights a group was given by mistake, only a superuser gets in."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)


@admin.register(Person)
class PersonAdmin(AdministratorsOnly):
    """Accounts come to be by signing up and end in the person's own settings.

    Django's page for deleting would list all that a person logged.
    """

    list_display = ["email", "is_active", "is_staff", "is_superuser", "date_joined"]
    list_filter = ["is_active", "is_staff", "is_superuser", "groups"]
    search_fields = ["email"]
    ordering = ["email"]
    fields = ["email", "is_active", "is_staff", "groups", "is_superuser", "date_joined"]
    readonly_fields = ["email", "is_superuser", "date_joined"]
    formfield_overrides = TICKED

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody locks themselves out."""
        own = ["is_active", "is_staff"] if obj == request.user else []
        return [*self.readonly_fields, *own]


# Django and allauth bring pages of their own, registered by the imports above: the group's comes
# back in the house style; the others, which show addresses, devices and second factors, do not.
for model in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


@admin.register(Group)
class GroupAdmin(AdministratorsOnly, PlainGroupAdmin):
    list_display = ["name"]
    formfield_overrides = TICKED

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its rights and members, which have no names of their own, are counted alone."""
        listed, *rest = super().get_deleted_objects(objs, request)
        return [each for each in listed if not isinstance(each, list)], *rest
