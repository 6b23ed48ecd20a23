"""The terms as they are looked up: by any of their names, by what is nearly one, and in the words of a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from bot.model.domains import Domain
from bot.model.formulas import Formula
from bot.model.items import Item, Question
from bot.model.terms import Term
from bot.rules.term_names import folded, folded_word, is_acronym, singular_acronym, tokens

_NEAR = 65  # of 100
_MOST_FORMULAS = 5


class Glossary:
    """Serves terms. What it computes from them, it computes when first asked: a bot starts no later for it."""

    def __init__(self, terms: Iterable[Term], formulas: Sequence[Formula] = ()) -> None:
        self.terms = tuple(sorted(terms, key=lambda term: term.name.casefold()))
        self._formulas = formulas

    def __len__(self) -> int:
        return len(self.terms)

    def named(self, typed: str) -> Term | None:
        """The term of this name, alias or slug, in any case, number and spelling."""
        return self._by_name.get(folded(typed))

    def nearest(self, typed: str, most: int) -> tuple[Term, ...]:
        """What may have been meant, best first: what begins so, what has these words, what is spelt nearly so."""
        wanted = folded(typed)
        best: dict[str, tuple[float, int, str]] = {}
        for name, term in self._by_name.items():
            rank = (-_likeness(wanted, name), len(name), name)
            best[term.slug] = min(rank, best.get(term.slug, rank))
        ranked = sorted((rank, slug) for slug, rank in best.items() if -rank[0] >= _NEAR)
        return tuple(self._by_slug[slug] for _, slug in ranked[:most])

    def of_domain(self, domain: Domain) -> tuple[Term, ...]:
        """The terms of a domain, by name."""
        return tuple(term for term in self.terms if term.domain is domain)

    def related(self, term: Term) -> tuple[Term, ...]:
        """The terms to read next."""
        return tuple(self._by_slug[slug] for slug in term.related)

    def formulas(self, term: Term) -> tuple[Formula, ...]:
        """The formulas whose words hold the term: first those that are about it, then those that need it."""
        return self._uses.get(term.slug, ())[:_MOST_FORMULAS]

    def of_question(self, item: Item, question: Question, most: int) -> tuple[Term, ...]:
        """The terms in the words of a question, the most telling first.

        Those of its own subtopic come before others of its domain, those that it asks with before those that only its
        reasons use, and longer names before shorter ones. What only a reason says, from another domain, is left out.
        """
        asked = set(self.in_text("\n".join([question.stem, *(option.text for option in question.options)])))
        explained = set(self.in_text("\n".join(option.why for option in question.options)))

        def rank(term: Term) -> tuple[int, int, str]:
            near = 3 * (item.subtopic in term.subtopics) + (item.domain is term.domain)
            return -near - 2 * (term.slug in asked), -len(term.name), term.slug

        found = [self._by_slug[slug] for slug in asked | explained]
        kept = [term for term in found if term.slug in asked or term.domain is item.domain]
        return tuple(sorted(kept, key=rank)[:most])

    def of_subtopic(self, code: str, most: int) -> tuple[Term, ...]:
        """Terms at home in a subtopic, by name."""
        return tuple(term for term in self.terms if term.subtopics[0] == code)[:most]

    def in_text(self, text: str) -> Iterator[str]:
        """The slugs of the terms in a text, as they come. Where names overlap, the longest counts."""
        words = tokens(text)
        plain = [folded_word(word) for word in words]
        place = 0
        while place < len(words):
            slug, used = self._at(words, plain, place)
            if slug:
                yield slug
            place += used

    def _at(self, words: Sequence[str], plain: Sequence[str], place: int) -> tuple[str, int]:
        acronym = self._acronyms.get(singular_acronym(words[place]))
        if acronym:
            return acronym, 1
        for many in range(min(self._longest.get(plain[place], 0), len(words) - place), 0, -1):
            slug = self._phrases.get(" ".join(plain[place : place + many]))
            if slug:
                return slug, many
        return "", 1

    @cached_property
    def _by_slug(self) -> Mapping[str, Term]:
        return {term.slug: term for term in self.terms}

    @cached_property
    def _by_name(self) -> Mapping[str, Term]:
        return {name: term for term in self.terms for name in names_of(term)}

    @cached_property
    def _acronyms(self) -> Mapping[str, str]:
        return {name: term.slug for term in self.terms for name in term.aliases if is_acronym(name)}

    @cached_property
    def _phrases(self) -> Mapping[str, str]:
        return {
            folded(name): term.slug
            for term in self.terms
            for name in (term.name, *term.aliases)
            if not is_acronym(name)
        }

    @cached_property
    def _longest(self) -> Mapping[str, int]:
        """How many words the longest name has that begins with this word."""
        longest: Counter[str] = Counter()
        for phrase in self._phrases:
            words = phrase.split()
            longest[words[0]] = max(longest[words[0]], len(words))
        return longest

    @cached_property
    def _uses(self) -> Mapping[str, tuple[Formula, ...]]:
        about: dict[str, list[Formula]] = {}
        needs: dict[str, list[Formula]] = {}
        for formula in self._formulas:
            own = dict.fromkeys(self.in_text(f"{formula.title}. {formula.gives}"))
            given = dict.fromkeys(self.in_text(". ".join(variable.meaning for variable in formula.variables)))
            for slug in own:
                about.setdefault(slug, []).append(formula)
            for slug in given:
                if slug not in own:
                    needs.setdefault(slug, []).append(formula)
        return {slug: (*about.get(slug, ()), *needs.get(slug, ())) for slug in (*about, *needs)}


def names_of(term: Term) -> tuple[str, ...]:
    """Everything that a term is found by, folded, each once."""
    return tuple(dict.fromkeys(map(folded, (term.name, term.slug, *term.aliases, *term.avoid))))


def _likeness(wanted: str, name: str) -> float:
    """From 0 to 100."""
    from rapidfuzz import fuzz  # six megabytes, and many a bot is never asked for a term

    if name.startswith(wanted):
        return 100
    if all(any(part.startswith(word) for part in name.split()) for word in wanted.split()):
        return 95
    partly = 0.9 * fuzz.partial_ratio(wanted, name) if 5 <= len(wanted) < len(name) else 0
    return max(fuzz.ratio(wanted, name), fuzz.token_sort_ratio(wanted, name), partly)
