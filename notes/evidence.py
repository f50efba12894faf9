"""What the two words of a grade mean, for readers. The words have no order and no rank."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notes.models import EvidenceKind, EvidenceVerdict

KINDS: dict[str, Promise] = {
    EvidenceKind.TEST_TUBE: _(
        "Cells or substances in a dish. It says what can happen there, not what happens in a "
        "person."
    ),
    EvidenceKind.ANIMALS: _(
        "Mostly rats or mice. Their bodies and their doses are not ours, so it may not hold for "
        "people."
    ),
    EvidenceKind.PEOPLE_OBSERVED: _(
        "People were asked or measured, and nothing was changed for them. Two things may go "
        "together without one being the cause of the other."
    ),
    EvidenceKind.TRIALS: _(
        "Some people were given something and others were not, mostly by lot, and then they were "
        "compared. It speaks for people like those who took part."
    ),
    EvidenceKind.CONSENSUS: _(
        "An official body or a group of experts read the studies and agreed on what to advise. It "
        "may rest on studies of any kind, and it changes when they do."
    ),
    EvidenceKind.ARITHMETIC: _(
        "Worked out from known figures, such as the weights of atoms. It says nothing of what "
        "happens in a body."
    ),
}
VERDICTS: dict[str, Promise] = {
    EvidenceVerdict.SHOWN: _(
        "What was looked at in this way bears it out. It holds for this kind of evidence only: "
        "what is shown in a dish is not shown in a person."
    ),
    EvidenceVerdict.UNSETTLED: _(
        "The results differ, or are too few or too weak. Nobody can say yet."
    ),
    EvidenceVerdict.NOT_SHOWN: _(
        "It was not found, or never looked for in this way. That does not prove that it cannot be."
    ),
    EvidenceVerdict.CONTRADICTED: _(
        "What was looked at in this way did not bear it out, or found the opposite."
    ),
}


@dataclass(frozen=True)
class Word:
    value: str
    name: str
    meaning: str


def kinds() -> list[Word]:
    return [Word(kind, str(kind.label), str(KINDS[kind])) for kind in EvidenceKind]


def verdicts() -> list[Word]:
    return [
        Word(verdict, str(verdict.label), str(VERDICTS[verdict])) for verdict in EvidenceVerdict
    ]
