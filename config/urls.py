"""Every page prefix, on one screen."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("intake.urls")),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("admin/", admin.site.urls),
]
