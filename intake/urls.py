"""Every page of the diary and of its person."""

from django.urls import path, re_path, register_converter
from django.views.generic import RedirectView

from intake.views import (
    access,
    add,
    catalogue,
    checklist,
    entries,
    first_run,
    magnesium_forms,
    mail,
    own_foods,
    privacy,
    settings,
    targets,
    today,
    trends,
    waters,
)
from intake.views.asked import DayConverter

register_converter(DayConverter, "day")

urlpatterns = [
    # The diary
    path("", today.home, name="home"),
    path("day/", today.go_to_day, name="go_to_day"),
    path("day/<day:day>/", today.day, name="day"),
    path("add/", add.add, name="add"),
    path("add/results/", add.results, name="add_results"),
    path("add/own/", add.add_own, name="add_own"),
    path("add/<int:food_id>/", add.add_food, name="add_food"),
    path("entries/<uuid:entry_id>/", entries.edit, name="entry"),
    path("entries/<uuid:entry_id>/delete/", entries.delete, name="entry_delete"),
    path("entries/<uuid:entry_id>/restore/", entries.restore, name="entry_restore"),
    path("entries/delete/", entries.delete_several, name="entries_delete"),
    path("meals/repeat/", entries.repeat, name="meal_repeat"),
    path("entries/<uuid:entry_id>/daily/", checklist.add, name="checklist_add"),
    path("checklist/<uuid:item_id>/log/", checklist.log, name="checklist_log"),
    path("settings/checklist/", checklist.items, name="settings_checklist"),
    path("settings/checklist/<uuid:item_id>/", checklist.edit, name="checklist_item"),
    path("settings/checklist/<uuid:item_id>/pause/", checklist.pause, name="checklist_pause"),
    path("settings/checklist/<uuid:item_id>/up/", checklist.up, name="checklist_up"),
    path("settings/checklist/<uuid:item_id>/remove/", checklist.remove, name="checklist_remove"),
    path("settings/checklist/<uuid:item_id>/restore/", checklist.restore, name="checklist_restore"),
    path("trends/", trends.trends, name="trends"),
    # Foods and notes
    path("foods/", catalogue.foods, name="foods"),
    path("foods/<int:food_id>/", catalogue.food, name="food"),
    path("foods/<int:food_id>/report/", own_foods.report_food, name="food_report"),
    path("settings/foods/", own_foods.own_foods, name="settings_foods"),
    path("settings/foods/<int:food_id>/propose/", own_foods.propose_food, name="food_propose"),
    path("settings/foods/<int:food_id>/borrow/", own_foods.borrow_figure, name="food_borrow"),
    path("settings/foods/<int:food_id>/remove/", own_foods.remove_own_food, name="food_remove"),
    path(
        "settings/foods/asked/<int:submission_id>/withdraw/",
        own_foods.withdraw_submission,
        name="submission_withdraw",
    ),
    path(
        "settings/foods/asked/<int:submission_id>/photo/",
        own_foods.submission_photo,
        name="submission_photo",
    ),
    path("settings/water/", waters.waters, name="settings_waters"),
    path("settings/water/sum/", waters.water_sum, name="settings_water_sum"),
    path("settings/water/<int:food_id>/", waters.water, name="settings_water"),
    path("settings/water/<int:food_id>/remove/", waters.remove_water, name="water_remove"),
    path("settings/water/<int:food_id>/restore/", waters.restore_water, name="water_restore"),
    path("magnesium-forms/", magnesium_forms.magnesium_forms, name="magnesium_forms"),
    path("notes/", catalogue.notes, name="notes"),
    path("notes/<slug:slug>/", catalogue.note, name="note"),
    # Who the person is
    path("welcome/", first_run.welcome, name="welcome"),
    path("welcome/skip/", first_run.skip_welcome, name="welcome_skip"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/health/", settings.health, name="settings_health"),
    path("settings/health/kidney/", settings.set_kidney, name="settings_kidney"),
    re_path(
        r"^settings/health/(?P<purpose>kidney|life_stage)/withdraw/$",
        settings.withdraw,
        name="settings_withdraw",
    ),
    path("settings/health/stages/", settings.add_life_stage, name="settings_life_stage_add"),
    path(
        "settings/health/stages/<int:stage_id>/",
        settings.edit_life_stage,
        name="settings_life_stage",
    ),
    path(
        "settings/health/stages/<int:stage_id>/end/",
        settings.end_life_stage_today,
        name="settings_life_stage_end",
    ),
    path(
        "settings/health/stages/<int:stage_id>/delete/",
        settings.remove_life_stage,
        name="settings_life_stage_delete",
    ),
    path("settings/targets/", targets.targets, name="settings_targets"),
    path(
        "settings/targets/authority/",
        targets.use_authority_value,
        name="settings_targets_authority",
    ),
    path(
        "settings/targets/<int:target_id>/delete/",
        targets.delete_target,
        name="settings_target_delete",
    ),
    path("settings/tokens/", access.tokens, name="settings_tokens"),
    path(
        "settings/tokens/<slug:digest>/revoke/", access.revoke_token, name="settings_token_revoke"
    ),
    path("settings/email/", access.email, name="settings_email"),
    path("settings/email/<str:key>/", access.confirm_email, name="settings_email_confirm"),
    path("settings/mail/", mail.mail, name="settings_mail"),
    path("mail/off/<str:token>/", mail.mail_off, name="mail_off"),
    path("settings/delete/", access.delete, name="settings_delete"),
    path("settings/export/", privacy.export, name="settings_export"),
    path("settings/export/twelve.json", privacy.export_json, name="settings_export_json"),
    path("settings/export/entries.csv", privacy.export_csv, name="settings_export_csv"),
    path("privacy/", privacy.privacy, name="privacy"),
    # allauth's page for several addresses; a person here has one.
    path("accounts/email/", RedirectView.as_view(pattern_name="settings_email")),
]
