"""The rulebook as a handbook: every rule in plain words, with its id, its days, its sources and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from advisor.advice.ranking import costs
from advisor.advice.sentences import cost_in_words, span_in_words
from advisor.render.asked import Asked, asked
from advisor.rulebook.activity import Activity
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import SourceRefs
from advisor.rulebook.credential import Credential, FormerName, Route
from advisor.rulebook.model import Entry, Level, Preference, Step, Title, Warning_

_CONFIDENCE = {"high": "high", "medium": "medium", "low": "low", "background": "general knowledge only"}
_DOMAINS = {"level": "levels", "title": "titles", "certification": "credentials"}


class Ref(NamedTuple):
    """Words that lead to a page or to a place on one: ``kind`` is level, title, certification or assumption."""

    kind: str
    id: str
    text: str


class Line(NamedTuple):
    """A labelled fact of a rule."""

    label: str
    text: str = ""
    refs: tuple[Ref, ...] = ()


class Group(NamedTuple):
    """Rules under one heading."""

    name: str
    intro: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``address`` is its file and id, ``in_force`` whether it applies on the day, ``asks`` what it asks for
    and ``asking`` the words before that; ``unsure`` says why to check with the issuer."""

    kind: str
    id: str
    name: str
    address: str
    text: str = ""
    dates: str = ""
    in_force: bool = True
    tags: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    asking: str = ""
    asks: Asked | None = None
    items: tuple[str, ...] = ()
    note: str = ""
    unsure: str = ""
    sources: SourceRefs = ()
    groups: tuple[Group, ...] = field(default=())


def levels(rulebook: Rulebook, day: date) -> tuple[Rule, ...]:
    """Give every level, lowest first, with the titles of it."""
    return tuple(_level(level, rulebook, day) for level in rulebook.levels)


def _level(level: Level, rulebook: Rulebook, day: date) -> Rule:
    lines = []
    if (pay := level.salary) is not None:
        more = " and more" if pay.open_ended else ""
        note = f" {pay.note}" if pay.note else ""
        lines.append(Line("Guide pay a year", f"${pay.low:,} to ${pay.high:,}{more} ({pay.year}).{note}"))
    here = (title for title in rulebook.titles if title.level == level.id)
    lines.append(Line("Titles", refs=tuple(Ref("title", title.id, title.name) for title in here)))
    sources = (*level.sources, *(pay.sources if pay else ()))
    return Rule(
        "level", level.id, level.name, level.address, level.summary, dates(level), level.in_force(day),
        lines=tuple(line for line in lines if line.text or line.refs), asking="What it asks",
        asks=asked(level.requires, rulebook), items=level.duties, sources=_unique(sources),
    )  # fmt: skip


def title(one: Title, rulebook: Rulebook, day: date) -> Rule:
    """Give a title."""
    least = one.from_level or (one.level if one.level in rulebook.level_by_id else "")
    lines = [
        Line("Also called", ", ".join(one.also_known_as)),
        Line("Level", refs=(Ref("level", one.level, rulebook.label("levels", one.level)),))
        if one.level in rulebook.level_by_id
        else Line("Level", "beyond the levels of this rulebook"),
        Line("Open from", refs=(Ref("level", least, rulebook.label("levels", least)),) if least else ()),
        Line("Kind of work", rulebook.label("tracks", one.track)),
    ]
    if one.pay:
        lines.append(Line("Median pay a year", f"${one.pay.median:,} ({one.pay.year})"))
    tags = ("Apprenticeship",) if one.apprenticeship else ()
    return Rule(
        "title", one.id, one.name, one.address, one.summary, dates(one), one.in_force(day), tags,
        tuple(line for line in lines if line.text or line.refs), "What it asks besides the level",
        asked(one.requires, rulebook), note=one.note,
        unsure="" if one.stated else "No document names this title at this level; it is placed by its work.",
        sources=_unique((*one.sources, *(one.pay.sources if one.pay else ()))),
    )  # fmt: skip


def certification(one: Credential, rulebook: Rulebook, day: date) -> Rule:
    """Give a certification: the issuer's ways to it, the advised preparation, what keeps it, what it was called."""
    acronym, name = one.called(day)
    ways = [
        Group("Ways that the issuer opens", "One is enough.", _routes(one, "formal", one.formal, rulebook)),
        Group("Advised preparation", "Not asked for. One is enough.", _routes(one, "prepare", one.prepare, rulebook)),
    ]
    if one.apprentice:
        intro = f"It is first held as {one.apprentice.acronym}. {one.apprentice.note}"
        ways.append(Group("Ways to take the suffix off", intro, _routes(one, "lift", one.apprentice.lift, rulebook)))
    if one.history:
        past = tuple(
            Rule("history", "", _span(item.since, item.until), "", item.text, sources=item.sources)
            for item in one.history
        )
        ways.append(Group("How it used to be", "", past))
    tags = {"retired": "No longer awarded"}.get(one.status, "")
    check = one.check
    if not one.confirmed:
        check = f"{check} What is said here is not confirmed by the issuer's own words.".strip()
    return Rule(
        "certification", one.id, f"{acronym} ({name})", one.address, one.note, dates(one), one.in_force(day),
        (tags,) if tags else (), tuple(_about(one, rulebook)), unsure=check, sources=one.sources,
        groups=tuple(way for way in ways if way.rules),
    )  # fmt: skip


def _about(one: Credential, rulebook: Rulebook) -> Iterable[Line]:
    former = "; ".join(map(_former, one.former_names))
    fits = [*(rulebook.label("tracks", id) for id in one.fits.tracks), *one.fits.roles]
    later = tuple(Ref("certification", id, rulebook.label("credentials", id)) for id in one.superseded_by)
    same = tuple(Ref("certification", id, rulebook.label("credentials", id)) for id in one.counts_as)
    study = f"{span_in_words(one.study_months)} at {one.study_hours_per_week} hours a week" if one.study_months else ""
    renewal = one.renewal.text if one.renewal else ""
    lapse = " ".join(part for part in (one.lapse.text, one.lapse.after) if part) if one.lapse else ""
    exam = one.exam.text if one.exam else ""
    if one.exam and one.exam.passing:
        exam += f" To pass: {one.exam.passing}."
    prices = "; ".join(
        costs((price,)) + (", on top of the exam" if price.on_top else "") + (f": {price.note}" if price.note else "")
        for price in one.cost
    )
    for line in (
        Line("Issuer", one.issuer), Line("Retired", one.retired or ""), Line("Former names", former),
        Line("Followed by", refs=later), Line("Also counts as", refs=same), Line("For", "; ".join(fits)),
        Line("Exam", exam), Line("Cost", prices), Line("Usual study", study), Line("Renewal", renewal),
        Line("If it lapses", lapse), Line("Confidence in these facts", _CONFIDENCE[one.confidence]),
    ):  # fmt: skip
        if line.text or line.refs:
            yield line


def _former(name: FormerName) -> str:
    words = [name.acronym]
    words += [f"({name.name})"] if name.name else []
    words += [f"until {name.until.isoformat()}"] if name.until else []
    return " ".join(words) + (f": {name.note}" if name.note else "")


def _routes(one: Credential, part: str, routes: Iterable[Route], rulebook: Rulebook) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            part, route.id, route.text, f"{one.address}/{part}/{route.id}", asks=asked(route.requires, rulebook),
            unsure=route.confirm, sources=route.sources or one.sources,
        )
        for route in routes
    )  # fmt: skip


def steps(rulebook: Rulebook, day: date) -> tuple[Rule, ...]:
    """Give every step, in the order in which they are shown to a person."""
    return tuple(_step(step, rulebook, day) for step in rulebook.steps)


def _step(step: Step, rulebook: Rulebook, day: date) -> Rule:
    lines = (
        Line("Takes", span_in_words(step.months)), Line("Costs", cost_in_words(step.cost)),
        Line("Opens", refs=tuple(ref(address, rulebook) for address in step.unlocks)),
    )  # fmt: skip
    return Rule(
        "step", step.id, step.action, step.address, "", dates(step), step.in_force(day), (),
        tuple(line for line in lines if line.text or line.refs), "It is for those of whom this is true",
        asked(step.when, rulebook), note=step.note, sources=step.sources,
    )  # fmt: skip


def activities(rulebook: Rulebook, day: date) -> tuple[Rule, ...]:
    """Give every program, course and kind of work that a plan can use."""
    return tuple(_activity(one, rulebook, day) for one in rulebook.activities)


def _activity(one: Activity, rulebook: Rulebook, day: date) -> Rule:
    hours = f"{one.hours_per_week} hours a week" if one.hours_per_week else ""
    lines = (
        Line("Kind", one.kind), Line("Takes", ", ".join(part for part in (span_in_words(one.months), hours) if part)),
        Line("Costs", cost_in_words(one.cost)),
    )  # fmt: skip
    return Rule(
        "activity", one.id, one.name, one.address, one.action, dates(one), one.in_force(day), (),
        tuple(line for line in lines if line.text), "What it asks first", asked(one.requires, rulebook),
        note=one.note, sources=one.sources,
    )  # fmt: skip


def order(rulebook: Rulebook, day: date) -> tuple[Rule, ...]:
    """Give the rules of which certification comes first for whom; the first that holds and names one places it."""
    return tuple(_preference(one, rulebook, day) for one in rulebook.preferences)


def _preference(one: Preference, rulebook: Rulebook, day: date) -> Rule:
    refs = tuple(Ref("certification", id, rulebook.label("credentials", id)) for id in one.order)
    return Rule(
        "order", one.id, one.why, one.address, "", dates(one), one.in_force(day), (),
        (Line("In this order", refs=refs),), "It is for those of whom this is true", asked(one.when, rulebook),
        sources=one.sources,
    )  # fmt: skip


def warnings(rulebook: Rulebook, day: date) -> tuple[Rule, ...]:
    """Give what is pointed out, and to whom."""
    return tuple(_warning(one, rulebook, day) for one in rulebook.warnings)


def _warning(one: Warning_, rulebook: Rulebook, day: date) -> Rule:
    return Rule(
        "warning", one.id, one.text, one.address, "", dates(one), one.in_force(day),
        asking="It is told to those of whom this is true", asks=asked(one.when, rulebook), sources=one.sources,
    )  # fmt: skip


def assumptions(rulebook: Rulebook) -> tuple[Rule, ...]:
    """Give the readings of the documents, with what is chosen and what else could be."""
    found = []
    for one in rulebook.assumptions.values():
        chosen = rulebook.choices[one.id]
        lines = [Line("Read here as", one.choices[chosen])]
        lines += [Line("It could be read as", words) for id, words in one.choices.items() if id != chosen]
        if chosen != one.default:
            lines.append(Line("Usual reading", one.choices[one.default]))
        found.append(
            Rule("assumption", one.id, one.question, one.address, one.reason, lines=tuple(lines), sources=one.sources)
        )
    return tuple(found)


def ref(address: str, rulebook: Rulebook) -> Ref:
    """Give what an address such as ``title:ID`` leads to."""
    kind, _, id = address.partition(":")
    form = rulebook.credential_by_id.get(id) if kind == "certification" else None
    return Ref(kind, form.id if form else id, rulebook.label(_DOMAINS[kind], id))


def dates(entry: Entry) -> str:
    """Write the days on which an entry applies; nothing when there is no end to them."""
    return _span(*(day.isoformat() if day else None for day in (entry.since, entry.until)))


def _span(since: str | None, until: str | None) -> str:
    if since and until:
        return since if since == until else f"{since} to {until}"
    return f"From {since}" if since else f"Until {until}" if until else ""


def _unique(sources: Iterable[tuple[str, str]]) -> SourceRefs:
    return tuple(dict.fromkeys(sources))
