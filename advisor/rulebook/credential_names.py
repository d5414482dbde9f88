"""The names of credentials: each way to write one, found as a whole text or inside a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, pairwise, product
from typing import NamedTuple

from advisor.rulebook.credential import Credential
from advisor.rulebook.spelling import Mender
from advisor.rulebook.tokens import REMEMBERED, Located, Tokens, closed, located_tokens, tokens_of
from advisor.rulebook.vocabulary import SharedWords

Named = tuple[str, str]
"""The id of a credential, and the former acronym or ""."""
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z]+)*")
_JOINED = re.compile(r"[\s.'’\-‐‑–—]*\(?")
"""What may stand between the parts of an acronym."""
_APART = re.compile(r"[\s.'’]*")
"""What joins a letter to an acronym only where it is a capital, or the last of the text: "a" is a word too."""
_BROKEN = re.compile(r"[;|\n\r+•]")
"""What no name goes beyond."""
_OTHER_FORM = re.compile(r"[-‐‑][A-Za-z0-9](?![A-Za-z0-9])")
"""A letter that makes an acronym another one, such as that of the CPC-P."""
_CODE = re.compile(r"[0-9][-‐‑]\Z")
"""What stands before letters that are part of a code, such as ICD-10-PCS."""


class CredentialSpan(NamedTuple):
    """A credential in a text: the characters that name it, ``text[start:end]``, its id, and the former acronym."""

    start: int
    end: int
    id: str
    former: str | None


class _Match(NamedTuple):
    """A name among the words of a text: its first word, the one after its last, and what it names."""

    first: int
    after: int
    named: Named


class CredentialNames:
    """Credentials found by acronym, name, spelling or former name."""

    def __init__(self, credentials: Iterable[Credential], beside: Iterable[str], shared: SharedWords) -> None:
        """``beside``: words that may stand beside a name and add nothing to it."""
        self.credentials, self.shared = tuple(credentials), shared
        self.beside = frozenset(token for word in beside for token in tokens_of(word))
        self.find = lru_cache(maxsize=REMEMBERED)(self._find)
        self.spans = lru_cache(maxsize=REMEMBERED)(self._find_spans)

    @cached_property
    def _names(self) -> Mapping[Tokens, Named]:
        """Every way to write a credential, in words."""
        names: dict[Tokens, Named] = {}
        for one in self.credentials:
            for former in one.former_names:
                for tokens in _written(former.acronym, former.name):
                    names.setdefault(tokens, (one.id, former.acronym))
        for one in self.credentials:
            names |= dict.fromkeys(_written(one.id, one.acronym, one.name, *one.spellings), (one.id, ""))
            if form := one.apprentice:
                names |= dict.fromkeys(_written(form.id, form.acronym, *form.spellings), (form.id, ""))
        return names

    @cached_property
    def _acronyms(self) -> frozenset[Tokens]:
        return frozenset(
            tokens
            for one in self.credentials
            for text in (
                one.acronym,
                *one.spellings,
                *(former.acronym for former in one.former_names),
                *((one.apprentice.acronym,) if one.apprentice else ()),
            )
            if _ACRONYM.fullmatch(text)
            for tokens in _written(text)
        )

    @cached_property
    def _issuers(self) -> Mapping[str, frozenset[str]]:
        """The acronym of each credential's issuer, by the id of each form of the credential."""
        acronyms = {
            one: frozenset(tokens_of(found[0])) if (found := re.findall(r"\b[A-Z]{3,}\b", one.issuer)) else frozenset()
            for one in self.credentials
        }
        return {id: acronym for one, acronym in acronyms.items() for id in one.forms}

    @cached_property
    def _first(self) -> frozenset[str]:
        """The words with which a name begins."""
        return frozenset(name[0] for name in self._names if name)

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every word of a name, or that may stand beside one."""
        words = self.beside.union(self.shared.filler_tokens, *self._issuers.values())
        return words.union(chain.from_iterable(self._names))

    @cached_property
    def _mend(self) -> Callable[[str], str | None]:
        return Mender(self.shared.spelling, self._words).mend

    def _mended(self, token: str) -> str:
        return token if token in self._words else self._mend(token) or ""

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=1)

    def _find(self, text: str) -> Named | None:
        """Find the credential that the whole text names, once or in several ways."""
        tokens = tuple(map(self._mended, tokens_of(text)))
        if "" in tokens:
            return None
        if found := self._names.get(tokens):
            return found
        located = located_tokens(text)
        spans = self.spans(text)
        inside = sum(any(span.start <= one.start and one.end <= span.end for span in spans) for one in located)
        if inside < len(located) or len({span.id for span in spans}) != 1:
            return None
        return spans[0].id, "" if None in [span.former for span in spans] else spans[0].former or ""

    def _find_spans(self, text: str) -> tuple[CredentialSpan, ...]:
        located = [one._replace(token=self._mended(one.token)) for one in located_tokens(text)]
        matches = list(self._matches(text, located))
        matches.sort(key=lambda one: (one.first - one.after, one.first))
        taken: set[int] = set()
        chosen = []
        for match in matches:
            if taken.isdisjoint(range(match.first, match.after)):
                taken.update(range(match.first, match.after))
                chosen.append(match)
        return tuple(self._widened(text, located, match, taken) for match in sorted(chosen))

    def _matches(self, text: str, located: Sequence[Located]) -> Iterator[_Match]:
        for first in range(len(located)):
            tokens: Tokens = ()
            if located[first].token not in self._first:
                continue
            for after in range(first + 1, min(len(located), first + self._longest) + 1):
                if after > first + 1 and _BROKEN.search(text, located[after - 2].end, located[after - 1].start):
                    break
                tokens = (*tokens, located[after - 1].token)
                named = self._names.get(tokens)
                if named and (tokens not in self._acronyms or _is_acronym(text, located[first:after])):
                    yield _Match(first, after, named)

    def _widened(self, text: str, located: Sequence[Located], match: _Match, taken: set[int]) -> CredentialSpan:
        """Take in the words on both sides that add nothing, and a closing bracket."""
        (id, former), known = match.named, self.beside | self._issuers[match.named[0]]

        def reach(numbers: range, last: int) -> int:
            reached = last
            for number in numbers:
                low, high = sorted((number, number - numbers.step))
                between = text[located[low].end : located[high].start]
                token = located[number].token
                if number in taken or _BROKEN.search(between) or "," in between:
                    break
                if token in known:
                    reached = number
                elif token not in self.shared.filler_tokens:
                    break
            return reached

        first = reach(range(match.first - 1, -1, -1), match.first)
        last = reach(range(match.after, len(located)), match.after - 1)
        taken.update(range(first, last + 1))
        start, end = located[first].start, located[last].end
        end = closed(text, start, end) or end
        return CredentialSpan(start, end, id, former or None)


def _written(*texts: str) -> Iterator[Tokens]:
    """Give each text in words; an acronym also without its hyphens, and with each part in single letters."""
    for text in filter(None, texts):
        yield tokens_of(text)
        if _ACRONYM.fullmatch(text):
            parts = text.lower().split("-")
            yield ("".join(parts),)
            for ways in product(*[((part,), tuple(part)) for part in parts]):
                yield tuple(chain.from_iterable(ways))


def _is_acronym(text: str, located: Sequence[Located]) -> bool:
    """Whether words that could be an acronym in parts stand as one in the text."""
    start, end = located[0].start, located[-1].end
    if _OTHER_FORM.match(text, end) or _CODE.search(text, 0, start):
        return False
    between = [text[one.end : next.start] for one, next in pairwise(located)]
    if not all(map(_JOINED.fullmatch, between)):
        return False
    if all(len(one.token) == 1 for one in located):
        return True
    return not any(
        _APART.fullmatch(space) and len(one.token) == 1 and text[one.start].islower() and _continues(text, one.end)
        for space, one in zip(between, located[1:], strict=True)
        if space
    )


def _continues(text: str, end: int) -> bool:
    """Whether a word follows, with nothing but space between."""
    return bool(re.match(r"\s+\w", text[end:]))
