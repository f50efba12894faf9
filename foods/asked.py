"""What was typed into a search box, as the questions that the index answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice, product

from foods.folding import fold
from foods.languages import ENGLISH, spelt, stem
from foods.search_index import BEGINS, ENDS, in_language, quoted, whole

MOST_WORDS, LONGEST_WORD = 8, 50
MOST_PHRASES = 12


@dataclass(frozen=True)
class Asked:
    """The words of a query, each with its alternatives: one, or several likely spellings.

    They may be English or of `language`, whichever the catalogue has.
    """

    alternatives: tuple[tuple[str, ...], ...]
    language: str = ENGLISH

    @classmethod
    def of(cls, text: str, language: str = ENGLISH) -> Asked | None:
        typed = fold(text).split()[:MOST_WORDS]
        words = tuple((word[:LONGEST_WORD],) for word in typed)
        return cls(words, language) if words else None

    @property
    def last(self) -> int:
        return len(self.alternatives) - 1

    @property
    def phrases(self) -> list[tuple[str, ...]]:
        return list(islice(product(*self.alternatives), MOST_PHRASES))

    @property
    def languages(self) -> list[str]:
        """Those whose names are read, of all others only single words."""
        return list(dict.fromkeys([ENGLISH, self.language]))

    def named(self, mark: str, language: str) -> str:
        """A tsquery for all of a name or head in this language, in any order."""
        names = {
            mark + in_language(whole(stem(word, language) for word in phrase), language)
            for phrase in self.phrases
        }
        return " | ".join(map(quoted, sorted(names)))

    def begins(self, *, whole_words: bool) -> str:
        """A tsquery for a name's beginning."""
        starts: dict[str, None] = {}
        for language in self.languages:
            for phrase in self.phrases:
                for start in (" ".join(stem(word, language) for word in phrase), " ".join(phrase)):
                    starts[in_language(start, language)] = None
        end = " " if whole_words else ""
        return " | ".join(quoted(BEGINS + start + end) + ":*A" for start in starts)

    def ends(self) -> str:
        """A tsquery for a head's end."""
        ends = {
            in_language(" ".join(stem(word, language) for word in reversed(phrase)), language)
            for language in self.languages
            for phrase in self.phrases
        }
        return " | ".join(quoted(f"{ENDS}{end} ") + ":*A" for end in sorted(ends))

    def words(self, prefixes: Collection[int] = ()) -> list[str]:
        """A tsquery for each word, in whatever language a name has it; those at these positions
        may be the beginning of one."""
        # Without weights the index answers alone, and no document is read to check them.
        each = []
        for at, alternatives in enumerate(self.alternatives):
            forms = [quoted(stem(word, of)) for word in alternatives for of in self.languages]
            if at in prefixes:
                forms += [
                    f"{quoted(spelt(word, of))}:*" for word in alternatives for of in self.languages
                ]
            each.append(f"({' | '.join(dict.fromkeys(forms))})")
        return each

    def own_words(self, weights: str) -> str:
        """A tsquery for the words in names of English and of `language`, with these weights."""
        return " & ".join(
            "({})".format(
                " | ".join(
                    f"{quoted(in_language(stem(word, of), of))}:{weights}"
                    for word in alternatives
                    for of in self.languages
                )
            )
            for alternatives in self.alternatives
        )

    def ended(self, prefixes: Collection[int]) -> str | None:
        """A tsquery for the words that are no beginnings; None where all may be."""
        ended = [word for at, word in enumerate(self.words()) if at not in prefixes]
        return " & ".join(ended) or None

    def begun(self, prefixes: Collection[int]) -> str:
        """A tsquery for those that may be beginnings."""
        return " & ".join(word for at, word in enumerate(self.words(prefixes)) if at in prefixes)
