"""What curators may write in a note and a citation; a message beside the field that is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from notes.models import Citation, EvidenceKind, EvidenceVerdict, Subject
from notes.rendering import cited_keys
from notes.texts import is_too_far
from notes.triggers import IS_SAFETY


def _unix_lines(text: str) -> str:
    """Browsers send others, which would pass for a curator's change."""
    return text.replace("\r\n", "\n")


class NoteForm(forms.ModelForm):
    about = forms.MultipleChoiceField(
        label=gettext_lazy("about"),
        choices=Subject.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=gettext_lazy("The pages about these show the note."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("summary", 3), ("body", 24), ("claims", 6)):
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = rows

    def clean_about(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["about"]))

    def clean_summary(self) -> str:
        return _unix_lines(self.cleaned_data["summary"])

    def clean_body(self) -> str:
        body = _unix_lines(self.cleaned_data["body"])
        keys = cited_keys(body)
        known = set(Citation.objects.filter(key__in=keys).values_list("key", flat=True))
        if unknown := [key for key in keys if key not in known]:
            raise ValidationError(
                _("No such citation: %(keys)s. Add it under Citations first.")
                % {"keys": ", ".join(unknown)},
                code="unknown_citation",
            )
        return body

    def clean_claims(self) -> list[dict[str, str]]:
        claims = self.cleaned_data["claims"] or []
        if not isinstance(claims, list):
            raise ValidationError(_("A list of claims, please."), code="not_a_list")
        for number, claim in enumerate(claims, start=1):
            if not isinstance(claim, dict) or set(claim) != {"text", "kind", "verdict"}:
                raise ValidationError(
                    _("Claim %(number)s needs text, kind and verdict, and nothing else.")
                    % {"number": number},
                    code="claim",
                )
            if claim["kind"] not in EvidenceKind.values:
                raise ValidationError(
                    _("Claim %(number)s: kind is one of %(kinds)s.")
                    % {"number": number, "kinds": ", ".join(EvidenceKind.values)},
                    code="claim",
                )
            if claim["verdict"] not in EvidenceVerdict.values:
                raise ValidationError(
                    _("Claim %(number)s: verdict is one of %(verdicts)s.")
                    % {"number": number, "verdicts": ", ".join(EvidenceVerdict.values)},
                    code="claim",
                )
        return claims

    def clean_reviewed_on(self) -> date | None:
        """Looked at where it changed: a text may be dated by a clock that is ahead of ours."""
        last: date | None = self.cleaned_data["reviewed_on"]
        if last and "reviewed_on" in self.changed_data and last > timezone.localdate():
            raise ValidationError(_("This date is in the future."), code="in_the_future")
        return last

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        last, following = data.get("reviewed_on"), data.get("next_review_on")
        if last and following and following <= last:
            self.add_error("next_review_on", _("The next review comes after the last."))
        elif last and following and is_too_far(last, following):
            self.add_error(
                "next_review_on", _("The next review is at most two years after the last.")
            )
        self._check_rule(data)
        if data.get("published") and "body" in data:
            sources = Citation.objects.filter(key__in=cited_keys(data["body"]))
            if not sources.filter(verified=True).exists():
                self.add_error(
                    "published",
                    _(
                        "None of its sources is checked yet. Cite one that is, or check one "
                        "against its original under Citations; until then the note stays "
                        "unpublished."
                    )
                    if sources
                    else _("It cites no source. A note that is published rests on one."),
                )
        return data

    def _check_rule(self, data: dict[str, Any]) -> None:
        """A note that a situation calls for stays what its rule takes it for."""
        slug = self.instance.slug or data.get("slug")
        if slug not in IS_SAFETY:
            return
        ruled = {"safety": IS_SAFETY[slug]}
        if not self.instance._state.adding:
            ruled["says_take_more"] = self.instance.says_take_more
        for name, value in ruled.items():
            if data.get(name) != value:
                self.add_error(
                    name,
                    _(
                        "A situation calls for this note, and its rule rests on this. It stays "
                        "ticked."
                    )
                    if value
                    else _(
                        "A situation calls for this note, and its rule rests on this. It stays "
                        "unticked."
                    ),
                )
        if IS_SAFETY[slug] and not data.get("published"):
            self.add_error(
                "published",
                _(
                    "A situation calls for this note, and it is for safety: somebody would not be "
                    "warned. Correct its text instead."
                ),
            )


class CitationForm(forms.ModelForm):
    def clean_finding(self) -> str:
        return _unix_lines(self.cleaned_data["finding"])

    def clean_verified(self) -> bool:
        """The only checked source of a note that is published stays checked."""
        verified: bool = self.cleaned_data["verified"]
        if self.instance.verified and not verified:
            others = Citation.objects.exclude(pk=self.instance.pk).filter(verified=True)
            left = self.instance.notes.published().exclude(citations__in=others)
            if left:
                raise ValidationError(
                    _("Nothing else that is checked carries %(notes)s. Unpublish that first.")
                    % {"notes": ", ".join(f"“{note}”" for note in left)},
                    code="carries",
                )
        return verified
