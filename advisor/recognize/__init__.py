"""From a profile to a person: their words looked up in the rulebook's vocabulary, as of a day.

What is not recognized does not count, and a remark says so; of what is known to be of another field there is nothing
to remark. A word that must come from a closed list (an area of work, a setting, a track, a state, a goal) is refused
when it does not.
"""

from __future__ import annotations

from datetime import date

from advisor.errors import InputError
from advisor.person import UNKNOWN, Person
from advisor.profile import Goal, Profile
from advisor.recognize.credentials import recognize_credentials
from advisor.recognize.lookup import Lookup
from advisor.recognize.schooling import recognize_school
from advisor.recognize.work import Work, recency
from advisor.recognize.written_out import written_out
from advisor.rulebook.book import Rulebook


def recognize(profile: Profile, rulebook: Rulebook, day: date) -> Person:
    """Look a profile's words up in a rulebook. Raises InputError for words outside a closed list."""
    lookup = Lookup(rulebook, day)
    schools = stints = held = None
    profile, origins, unclear = written_out(profile, rulebook, day)
    for place, words in unclear:
        lookup.remark("unrecognized-words", place, text=words)
    if profile.education is not None:
        schools = tuple(
            recognize_school(number, school, lookup)
            for number, school in zip(origins["education"], profile.education, strict=True)
        )
    work = Work(lookup, profile.birth_year)
    if profile.experience is not None:
        stints = work.stints(profile.experience, origins["experience"])
    if profile.certifications is not None:
        held = recognize_credentials(profile.certifications, lookup, origins["certifications"])
    goal = profile.goal or Goal()
    title = lookup.closed("titles", goal.title, ("goal", "title"))
    track = lookup.closed("tracks", goal.track, ("goal", "track"))
    setting = lookup.closed("settings", goal.setting, ("goal", "setting"))
    if title and not track:
        track = rulebook.title_by_id[title].track
    recent = max(stints or (), key=recency, default=None)
    if not track and recent and recent.area and recent.area != UNKNOWN:
        track = rulebook.vocabularies["areas"].terms[recent.area].track or None
    person = Person(
        day=day,
        schools=schools,
        stints=stints,
        held=held,
        college_credits=profile.college_credits,
        courses=lookup.names("courses", profile.coursework, "unrecognized-coursework", "coursework[{}]"),
        skills=lookup.names("skills", profile.skills, "", ""),
        interests=lookup.names("interests", profile.interests, "unrecognized-interests", "interests[{}]"),
        goal_title=title,
        track=track,
        setting=setting or (recent.setting if recent else None),
        state=lookup.closed("states", profile.state, ("state",)),
        remarks=tuple(lookup.remarks),
        working_life=work.working_life,
    )
    if lookup.problems:
        raise InputError(*lookup.problems)
    return person
