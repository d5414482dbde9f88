"""The interview: which question is worth asking next, why, and what an answer makes of a profile.

It has no input or output. A state goes in, which is a profile and what was declined, and a question or the end comes
out. A question is asked only while its answer could change the level, the titles open, what is missing for the next
level, or the order of the next certifications.
"""

from advisor.interview.dialogue import before, directions, next_question, outcome, question
from advisor.interview.model import Answered, Asked, Refusal, State, Unclear, Why
from advisor.interview.state import answer, answered, corrected, decline, reopen, restored, start
from advisor.interview.understanding import all_unclear, unclear_in

__all__ = [
    "Answered",
    "Asked",
    "Refusal",
    "State",
    "Unclear",
    "Why",
    "all_unclear",
    "answer",
    "answered",
    "before",
    "corrected",
    "decline",
    "directions",
    "next_question",
    "outcome",
    "question",
    "reopen",
    "restored",
    "start",
    "unclear_in",
]
