"""The interview: which question is worth asking next, why, and what an answer makes of a profile.

It has no input or output. A state goes in, which is a profile and what was declined, and a question or the end comes
out. A question is asked only while its answer could change the level, the titles open, what is missing for the next
level, or the order of the next certifications.
"""

from advisor.interview.dialogue import (
    Asked,
    Refusal,
    State,
    Why,
    answer,
    answered,
    before,
    decline,
    next_question,
    outcome,
    question,
    remarks,
    reopen,
    restored,
    start,
)

__all__ = [
    "Asked",
    "Refusal",
    "State",
    "Why",
    "answer",
    "answered",
    "before",
    "decline",
    "next_question",
    "outcome",
    "question",
    "remarks",
    "reopen",
    "restored",
    "start",
]
