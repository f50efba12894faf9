"""What notes rest on."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from notes.texts import DOI, PMID


class Citation(models.Model):
    key = models.CharField(_("key"), max_length=40, primary_key=True)
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=400, blank=True)
    journal = models.CharField(_("journal"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    volume_pages = models.CharField(_("volume and pages"), max_length=60, blank=True)
    doi = models.CharField(
        "DOI",
        max_length=120,
        blank=True,
        validators=[RegexValidator(DOI, _("A DOI looks like 10.1000/182, without an address."))],
    )
    pmid = models.CharField(
        "PMID",
        max_length=20,
        blank=True,
        validators=[RegexValidator(PMID, _("A PMID is digits alone."))],
    )
    url = models.URLField(_("address"), blank=True)
    study_kind = models.CharField(_("kind of study"), max_length=120, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    finding = models.TextField(_("finding"), blank=True)
    verified = models.BooleanField(
        _("checked"),
        default=False,
        help_text=_("Seen in the primary text. If not, it is shown as not yet checked."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(doi="") | ~Q(pmid="") | ~Q(url=""), name="citation_has_a_link"
            ),
            models.CheckConstraint(
                condition=Q(doi="") | Q(doi__regex=DOI), name="citation_doi_is_one"
            ),
            models.CheckConstraint(
                condition=Q(pmid="") | Q(pmid__regex=PMID), name="citation_pmid_is_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        if not self.link:
            raise ValidationError({"url": gettext("No link: give a DOI, a PMID or an address.")})

    @property
    def name(self) -> str:
        """What readers call it by: its authors, or the next best that is known."""
        in_journal = f"{self.journal} {self.volume_pages}".strip() if self.journal else ""
        pmid = f"PMID {self.pmid}" if self.pmid else ""
        return self.authors or self.title or in_journal or pmid or self.key

    @property
    def reference(self) -> str:
        """In one line, of what is known: "Bohn et al. Meal 2004;79:1-9. Trial, n = 8." """
        published = " ".join(str(part) for part in (self.journal, self.year) if part)
        published = ";".join(part for part in (published, self.volume_pages) if part)
        study = self.study_kind[:1].upper() + self.study_kind[1:]
        if study and self.participants:
            study = f"{study}, n = {self.participants}"
        parts = (self.authors.rstrip("."), self.title.rstrip("."), published, study)
        return " ".join(f"{part}." for part in parts if part)

    @property
    def url_host(self) -> str:
        """Where `url` leads: it may be the text, its publisher, or a search that finds it."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    @property
    def link(self) -> str:
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url
