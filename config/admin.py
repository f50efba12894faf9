"""What the admin shows around its pages: the side bar, and what waits on the first page."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foods.admin.queues import QUEUES
from foods.models import FigureChange, Food, FoodQuerySet, ImportFlag, State, Submission
from foods.review import MOST, MOST_LACKING
from notes.models import Citation, Note
from notes.shipped import slugs_with_newer_text

MOST_NOTES = 10
MOST_SHOWN = {"outliers": MOST, "twins": MOST, "lacking": MOST_LACKING}


def icon(request: HttpRequest) -> str:
    return static("img/icon.svg")


def styles(request: HttpRequest) -> str:
    return static("css/admin.css")


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of links; a link appears to whoever may look at what it opens."""
    groups = [
        (
            _("Catalogue"),
            [
                (_("Foods"), "nutrition", "foods.food", ""),
                (_("To review"), "inbox", "foods.food", "?state=proposed"),
                (_("Proposals and reports"), "forum", "foods.submission", ""),
                (_("Flags of imports"), "flag", "foods.importflag", ""),
                (_("Second approvals"), "done_all", "foods.figurechange", ""),
                (_("Sheets"), "table", "foods.sheet", ""),
                (_("Merges"), "merge", "foods.merge", ""),
                (_("Recalculations"), "calculate", "intake.recalculation", ""),
                (_("Food groups"), "category", "foods.group", ""),
                (_("Sources"), "menu_book", "foods.source", ""),
                (_("Imports"), "upload_file", "foods.importrun", ""),
            ],
        ),
        (
            _("Notes"),
            [
                (_("Notes"), "article", "notes.note", ""),
                (_("Citations"), "format_quote", "notes.citation", ""),
            ],
        ),
        (
            _("People"),
            [
                (_("People"), "group", "intake.person", ""),
                (_("Access groups"), "shield", "auth.group", ""),
            ],
        ),
    ]
    return [
        {
            "title": title,
            "separator": True,
            "items": [
                _link(request, label, icon, model, query) for label, icon, model, query in links
            ],
        }
        for title, links in groups
    ]


def _link(request: HttpRequest, label: str, icon: str, model: str, query: str) -> dict[str, Any]:
    app_label, model_name = model.split(".")
    url = reverse(f"admin:{app_label}_{model_name}_changelist")
    here = request.get_full_path() if query else request.path
    reviewing = request.get_full_path() == url + "?state=proposed"
    link: dict[str, Any] = {
        "title": label,
        "icon": icon,
        "link": url + query,
        "active": here == url + query if query else here.startswith(url) and not reviewing,
        "permission": lambda request: request.user.has_perm(f"{app_label}.view_{model_name}"),
    }
    if query and (waiting := _proposed().count()):
        link |= {"badge": str(waiting), "badge_variant": "warning"}
    return link


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add `waiting`: what wants a curator's eye, as label, count and link."""
    context["title"] = _("What waits")
    may = request.user.has_perm
    waiting: list[tuple[str, int | str, str]] = []
    if may("foods.view_food"):
        waiting += _catalogue_work(may("foods.view_submission"), may("foods.view_importflag"))
    if may("notes.view_note"):
        notes = reverse("admin:notes_note_changelist")
        due = Note.objects.due_for_review(timezone.localdate())
        waiting.append((_("Notes due for review"), due.count(), f"{notes}?review=due"))
        context["due_notes"] = due[:MOST_NOTES]
        if newer := slugs_with_newer_text():
            waiting.append((_("Notes with a newer text"), len(newer), f"{notes}?shipped=newer"))
    if may("notes.view_citation"):
        unchecked = Citation.objects.filter(verified=False).count()
        waiting.append(
            (
                _("Citations not yet checked"),
                unchecked,
                reverse("admin:notes_citation_changelist") + "?verified__exact=0",
            )
        )
    return context | {"waiting": waiting}


def _catalogue_work(submissions: bool, flags: bool) -> list[tuple[str, int | str, str]]:
    foods = reverse("admin:foods_food_changelist")
    work: list[tuple[str, int | str, str]] = []
    if submissions:
        asked = reverse("admin:foods_submission_changelist") + "?state__exact=open&kind__exact="
        open_ones = Submission.objects.waiting()
        counts = dict(open_ones.order_by().values_list("kind").annotate(Count("pk")))
        work += [
            (label, counts.get(kind, 0), asked + kind)
            for label, kind in ((_("Proposals from people"), "proposal"), (_("Reports"), "report"))
        ]
    proposed = _proposed()
    if submissions:  # else they are counted above
        proposed = proposed.exclude(submissions__in=Submission.objects.waiting())
    if not submissions or proposed.exists():
        label = _("Foods proposed for the catalogue")
        work.append((label, proposed.count(), f"{foods}?state=proposed"))
    if flags:
        flagged = ImportFlag.objects.unresolved().count()
        queue = reverse("admin:foods_importflag_changelist") + "?resolved_at__isempty=1"
        work.append((_("Flagged by imports"), flagged, queue))
    figures = FigureChange.objects.filter(state=FigureChange.State.WAITING).count()
    queue = reverse("admin:foods_figurechange_changelist") + "?state__exact=waiting"
    work.append((_("Figures that wait for a second approval"), figures, queue))
    for name, (title, find) in QUEUES.items():
        count = len(find())
        shown = f"{count}+" if count >= MOST_SHOWN[name] else count
        work.append((str(title), shown, reverse("admin:foods_queue", args=[name])))
    unknown = Food.objects.published().filter(magnesium_mg_per_basis=None, popularity__gt=0)
    common = f"{foods}?state=published&magnesium=unknown&popularity=common"
    work.append((_("Common foods without a magnesium figure"), unknown.count(), common))
    return work


def _proposed() -> FoodQuerySet:
    return Food.objects.filter(state=State.PROPOSED, removed_at=None)
