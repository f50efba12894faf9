from django import template

from notes.models import EvidenceKind, EvidenceVerdict

register = template.Library()


@register.inclusion_tag("notes/_evidence.html")
def evidence(kind: str, verdict: str) -> dict[str, str]:
    """A grade's two words, which lead to what they mean."""
    return {
        "kind": kind,
        "verdict": verdict,
        "kind_label": str(EvidenceKind(kind).label),
        "verdict_label": str(EvidenceVerdict(verdict).label),
    }
