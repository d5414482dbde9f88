"""The control of a question in a form: what it shows, how an earlier answer fills it, and the answer it sends."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.doors.web.entry_forms import Typed, date_of, shown, typed_date, typed_entries
from advisor.interview import Asked
from advisor.interview.fields import LISTS
from advisor.interview.unreadable import Unreadable
from advisor.interview.wording import MOST_SHOWN
from advisor.language import words

_EMPTY = words("empty answers")


def control_of(question: Asked) -> str:
    """Name the control of a question: radios, checks, select, text, number, date, goal or entries."""
    choice = "radios" if len(question.choices) <= MOST_SHOWN else "select"
    return {"yes-no": "radios", "choice": choice, "words": "checks"}.get(question.kind, question.kind)


def typed_from(question: Asked, value: object) -> dict[str, list[str]]:
    """Fill a form with the answer that was given before; None when there is none."""
    if question.id in LISTS:
        return typed_entries(question.id, value if isinstance(value, list) else ())
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {key: [str(value[key])] for key in ("track", "title") if value.get(key)}
    if question.kind == "date":
        return typed_date("answer", str(value))
    if isinstance(value, list):
        return {"answer": list(map(str, value))}
    return {"answer": [("yes" if value else "no") if isinstance(value, bool) else shown(value)]}


def given_by(question: Asked, typed: Typed) -> str:
    """Give the answer of a form as the interview takes it. Raises Unreadable when there is none."""
    control = control_of(question)
    if control == "goal":
        text = "; ".join(text for name in ("track", "title") for text in typed.get(name, ()) if text.strip())
    elif control == "date":
        text = date_of(typed, "answer")
    else:
        text = ", ".join(text for text in typed.get("answer", ()) if text.strip())
    if not text.strip():
        raise Unreadable(_EMPTY[control])
    return text
