"""Numbers as people write them: in digits or words, with halves and other fractions."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.language.lexicon import finder

_DIGITS = re.compile(r"(?<![0-9.,/#$])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{0,4}[.,][0-9]+|[0-9]{1,5})(?![0-9])")
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_FRACTION = re.compile(r"\s*(?P<sign>[½¼¾])|\s+(?P<a>[1-3])/(?P<b>[2-4])(?!\w)")
_LONE_FRACTION = re.compile(r"[½¼¾]|(?<![\w/])1/2(?![\w/])")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


class Number(NamedTuple):
    """A number in a text: where, and how much. ``article``: it is only ``a`` or ``an``."""

    start: int
    end: int
    value: float
    article: bool = False


def numbers_in(folded: str) -> list[Number]:
    """Give the numbers of a folded text, in its order."""
    found = [Number(one.start(), one.end(), _value(one[0])) for one in _DIGITS.finditer(folded)]
    found += [
        Number(hit.begin, hit.stop, float(hit.meaning), hit.words in ("a", "an"))
        for hit in finder("numbers").hits(folded)
    ]
    found += [Number(one.start(), one.end(), _SIGNS.get(one[0], 0.5)) for one in _LONE_FRACTION.finditer(folded)]
    numbers: list[Number] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        before = numbers[-1] if numbers else None
        if before is not None and one.start < before.end:
            continue
        if (
            before is not None
            and before.value >= 20 > 10 > one.value
            and before.value % 10 == 0
            and not (folded[before.end : one.start].strip(" -") or folded[before.start].isdecimal())
        ):
            one = numbers.pop()._replace(end=one.end, value=before.value + one.value)  # "twenty five"
        numbers.append(_with_fraction(folded, one))
    return numbers


def number_alone(text: str) -> float | None:
    """Give the number that a whole text is; None when it is not one."""
    numbers = numbers_in(text)
    if len(numbers) == 1 and not (text[: numbers[0].start] + text[numbers[0].end :]).strip(" +"):
        return numbers[0].value
    return None


def _with_fraction(folded: str, number: Number) -> Number:
    if match := _FRACTION.match(folded, number.end):
        part = _SIGNS[match["sign"]] if match["sign"] else int(match["a"]) / int(match["b"])
        return Number(number.start, match.end(), number.value + part)
    half = finder("amounts", "and a half").first(folded[number.end : number.end + 20])
    if half is not None and not folded[number.end : number.end + half.begin].strip():
        return Number(number.start, number.end + half.stop, number.value + 0.5)
    return number


def _value(digits: str) -> float:
    return float(digits.replace(",", "" if _THOUSANDS.fullmatch(digits) else "."))
