"""Every route of the API, on one screen."""

from __future__ import annotations

from typing import Any

from django.urls import path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from config.rest.contract import Contract
from config.rest.strict import NoSuchRoute, route
from foods import api as foods
from foods import offline_api as offline
from foods import submissions_api as submissions
from foods.serializers.fields import Fields
from intake.api import (
    checklist,
    days,
    entries,
    food_marks,
    got_it,
    medicines,
    profile,
    reference_values,
    saved_meals,
    sessions,
    targets,
    together,
    tokens,
    transfer,
    trends,
)
from intake.api.foods import FoodList
from intake.api.notes import NoteDetail, NoteList
from intake.api.sync.views import Sync
from notes import api as notes

ENTRANCES = [
    "foods",
    "catalogue",
    "submissions",
    "entries",
    "checklist",
    "trends",
    "profile",
    "targets",
    "reference-values",
    "saved-meals",
    "favourites",
    "dismissed-suggestions",
    "medicines",
    "medicine-classes",
    "notes",
    "dismissed-notes",
    "sync",
    "export",
    "tokens",
    "sessions",
]


class RootSerializer(serializers.Serializer[Any]):
    """Addresses by name."""

    def get_fields(self) -> Fields:
        return {name: serializers.URLField() for name in (*ENTRANCES, "schema", "docs")}


class Root(APIView):
    @extend_schema(operation_id="root", summary="Where to go from here", responses=RootSerializer)
    def get(self, request: Request) -> Response:
        return Response(
            {
                name: reverse(f"{app_name}:{name}", request=request)
                for name in RootSerializer().fields
            }
        )


# Pages have the plain names.
app_name = "api"
urlpatterns = [
    route("", Root, "root"),
    route("foods/", FoodList, "foods"),
    route("foods/<int:food_id>/", foods.FoodDetail, "food"),
    route("foods/<int:food_id>/submit/", submissions.FoodSubmit, "food-submit"),
    route("foods/<int:food_id>/report/", submissions.FoodReport, "food-report"),
    route("submissions/", submissions.SubmissionList, "submissions"),
    route("submissions/<int:submission_id>/", submissions.SubmissionDetail, "submission"),
    route("foods/barcode/<str:gtin>/", foods.FoodByBarcode, "food-by-barcode"),
    route("catalogue/", offline.Catalogue, "catalogue"),
    route("catalogue/changes/", offline.CatalogueChanges, "catalogue-changes"),
    route("catalogue/<str:version>/", offline.CatalogueFile, "catalogue-version"),
    route("entries/", entries.EntryList, "entries"),
    route("entries/batch/", entries.EntryBatch, "entry-batch"),
    route("entries/<uuid_in_any_case:entry_id>/", entries.EntryDetail, "entry"),
    route("entries/<uuid_in_any_case:entry_id>/restore/", entries.EntryRestore, "entry-restore"),
    route("checklist/", checklist.Checklist, "checklist"),
    route("checklist/<uuid_in_any_case:item_id>/", checklist.ChecklistDetail, "checklist-item"),
    route("checklist/<uuid_in_any_case:item_id>/log/", checklist.ChecklistLog, "checklist-log"),
    route(
        "checklist/<uuid_in_any_case:item_id>/restore/",
        checklist.ChecklistRestore,
        "checklist-restore",
    ),
    route("days/<str:date>/", days.DayDetail, "day"),
    route("days/<str:date>/copy/", together.DayCopy, "day-copy"),
    route("trends/", trends.Trends, "trends"),
    route("profile/", profile.ProfileDetail, "profile"),
    route("targets/", targets.TargetList, "targets"),
    route("targets/<int:target_id>/", targets.TargetDetail, "target"),
    route("reference-values/", reference_values.ReferenceValues, "reference-values"),
    route(
        "reference-values/comparison/",
        reference_values.Comparison,
        "reference-values-comparison",
    ),
    route("saved-meals/", saved_meals.SavedMealList, "saved-meals"),
    route("saved-meals/<uuid_in_any_case:meal_id>/", saved_meals.SavedMealDetail, "saved-meal"),
    route(
        "saved-meals/<uuid_in_any_case:meal_id>/log/", saved_meals.SavedMealLog, "saved-meal-log"
    ),
    route(
        "saved-meals/<uuid_in_any_case:meal_id>/restore/",
        saved_meals.SavedMealRestore,
        "saved-meal-restore",
    ),
    route("favourites/", food_marks.FavouriteList, "favourites"),
    route("favourites/<int:food_id>/", food_marks.FavouriteDetail, "favourite"),
    route("suggestions/dismissed/", food_marks.DismissedList, "dismissed-suggestions"),
    route(
        "suggestions/dismissed/<int:food_id>/",
        food_marks.DismissedDetail,
        "dismissed-suggestion",
    ),
    route("medicines/", medicines.MedicineList, "medicines"),
    route("medicines/<uuid_in_any_case:medicine_id>/", medicines.MedicineDetail, "medicine"),
    route(
        "medicines/<uuid_in_any_case:medicine_id>/restore/",
        medicines.MedicineRestore,
        "medicine-restore",
    ),
    route("medicine-classes/", medicines.MedicineClassList, "medicine-classes"),
    route("notes/", NoteList, "notes"),
    route("notes/evidence/", notes.Evidence, "evidence"),
    route("notes/dismissed/", got_it.GotItList, "dismissed-notes"),
    route("notes/dismissed/<slug:slug>/", got_it.GotItDetail, "dismissed-note"),
    route("notes/<slug:slug>/", NoteDetail, "note"),
    route("sync/", Sync, "sync"),
    route("export/", transfer.Export, "export"),
    route("import/", transfer.Imports, "import"),
    route("tokens/", tokens.TokenList, "tokens"),
    route("tokens/<uuid_in_any_case:token_id>/", tokens.TokenDetail, "token"),
    route("sessions/", sessions.SessionList, "sessions"),
    route("sessions/<int:session_id>/", sessions.SessionDetail, "session"),
    path("schema/", Contract.as_view(), name="schema"),
    # In two requests, since the pages' policy allows no inline script.
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(
            template_name="api_docs.html", url_name=f"{app_name}:schema"
        ),
        name="docs",
    ),
    re_path("", NoSuchRoute.as_view()),
]
