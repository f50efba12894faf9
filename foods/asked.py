"""What was typed into a search box, as the questions that the index answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice, product

from foods.folding import fold, singular
from foods.search_index import BEGINS, ENDS, quoted, whole

MOST_WORDS, LONGEST_WORD = 8, 50
MOST_PHRASES = 12


@dataclass(frozen=True)
class Asked:
    """The words of a query, each with its alternatives: one, or several likely spellings."""

    alternatives: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, text: str) -> Asked | None:
        typed = fold(text).split()[:MOST_WORDS]
        return cls(tuple((word[:LONGEST_WORD],) for word in typed)) if typed else None

    @property
    def last(self) -> int:
        return len(self.alternatives) - 1

    @property
    def phrases(self) -> list[tuple[str, ...]]:
        return list(islice(product(*self.alternatives), MOST_PHRASES))

    def named(self, mark: str) -> str:
        """A tsquery for all of a name or head, in any order."""
        names = {whole(singular(word) for word in phrase) for phrase in self.phrases}
        return " | ".join(quoted(mark + name) for name in sorted(names))

    def begins(self, *, whole_words: bool) -> str:
        """A tsquery for a name's beginning."""
        starts: dict[str, None] = {}
        for phrase in self.phrases:
            starts[" ".join(map(singular, phrase))] = None
            starts[" ".join(phrase)] = None
        end = " " if whole_words else ""
        return " | ".join(quoted(BEGINS + start + end) + ":*A" for start in starts)

    def ends(self) -> str:
        """A tsquery for a head's end."""
        ends = {" ".join(map(singular, reversed(phrase))) for phrase in self.phrases}
        return " | ".join(quoted(f"{ENDS}{end} ") + ":*A" for end in sorted(ends))

    def words(self, prefixes: Collection[int] = (), weights: str = "") -> list[str]:
        """A tsquery for each word; those at these positions may be the beginning of one."""
        # Without weights the index answers alone, and no document is read to check them.
        mark = f":{weights}" if weights else ""
        each = []
        for at, alternatives in enumerate(self.alternatives):
            forms = [f"{quoted(singular(word))}{mark}" for word in alternatives]
            if at in prefixes:
                forms += [f"{quoted(word)}:*" for word in alternatives]
            each.append(f"({' | '.join(forms)})")
        return each

    def ended(self, prefixes: Collection[int]) -> str | None:
        """A tsquery for the words that are no beginnings; None where all may be."""
        ended = [word for at, word in enumerate(self.words()) if at not in prefixes]
        return " & ".join(ended) or None

    def begun(self, prefixes: Collection[int]) -> str:
        """A tsquery for those that may be beginnings."""
        return " & ".join(word for at, word in enumerate(self.words(prefixes)) if at in prefixes)
