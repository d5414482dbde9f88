"""The JSON Schemas of profile and advice."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from advisor.advice.model import Advice
from advisor.profile import Profile
from advisor.profile_fields import WORDS_SCHEMA
from advisor.rulebook.book import Rulebook

_WORDS = {"area": "areas", "setting": "settings", "track": "tracks", "accreditation": "accreditors"}
_WORDS["coursework"] = "courses"
_YEARS = {"type": "number", "minimum": 0, "maximum": 100}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def profile_schema(rulebook: Rulebook) -> dict[str, Any]:
    """Give the schema of a profile, with the rulebook's words as examples (their spellings are understood too)."""
    schema = Profile.model_json_schema(mode="validation")
    for part in (schema, *schema["$defs"].values()):
        for key, property in part["properties"].items():
            if key in _WORDS:
                property["examples"] = list(rulebook.vocabularies[_WORDS[key]].terms)
    for key in ("education", "experience", "certifications", "coursework", "interests", "skills"):
        _allow_short(schema["properties"][key], [_YEARS, WORDS_SCHEMA] if key == "experience" else [WORDS_SCHEMA])
    _allow_short(schema["$defs"]["Education"]["properties"]["accreditation"], [WORDS_SCHEMA])
    schema["properties"]["goal"]["anyOf"].append({**WORDS_SCHEMA, "description": "a title"})
    return {"$schema": _DIALECT, "title": f"Profile for {rulebook.name}", **schema}


def _allow_short(property: dict[str, Any], short: list[dict[str, Any]]) -> None:
    """Allow one entry in place of a list, and the short forms of an entry."""
    array = next(option for option in property["anyOf"] if option.get("type") == "array")
    item = array["items"]
    if "$ref" in item:
        forms = [item, *short]
        array["items"] = {"anyOf": forms}
    else:
        forms = [item]
    property["anyOf"] += forms


def advice_schema() -> dict[str, Any]:
    """Give the schema of advice."""
    return {"$schema": _DIALECT, **TypeAdapter(Advice).json_schema(mode="serialization")}


def schema_text(schema: dict[str, Any]) -> bytes:
    """Write a schema as JSON: UTF-8, indented, a line break at the end."""
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
