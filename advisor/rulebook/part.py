"""What entries are made of: frozen parts and plain values, validated by pydantic when an author's data is read.

The classes of parts are plain: pydantic takes ten times as long to define one, and a start from the cache validates
nothing. A value is refused in words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Self, TypeVar, dataclass_transform, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter
from pydantic import create_model as model_with
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from advisor.dates import parse_partial
from advisor.document import Place

_Kind = TypeVar("_Kind", bound="Part")
_CONFIG = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(Field,))
class Part:
    """A piece of an entry: the fields annotated in its class; a field without a default is needed.

    Two parts with the same values are still two. ``vars`` gives the values that were given; a name that begins with
    an underscore is no field.
    """

    def __init__(self, **given: Any) -> None:
        vars(self).update(given)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    def _check(self) -> None:
        """Raise a refusal when the values do not fit together."""

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        """Give the part with other values, unchecked, like pydantic's method of this name."""
        return type(self)(**{**vars(self), **update})

    @classmethod
    def pydantic_model(cls) -> type[BaseModel]:
        """Give the model that has the fields of the class."""
        return _model(cls)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def made(valid: BaseModel) -> Part:
            given = valid.model_fields_set
            part = cls(**{name: value for name, value in valid if name in given})
            part._check()
            return part

        return core_schema.no_info_after_validator_function(made, handler.generate_schema(_model(cls)))


def validated(kind: type[_Kind], data: Any, context: object) -> _Kind:
    """Make a part from an author's data. Raises ValidationError."""
    part = _adapter(kind).validate_python(data, context=context)
    assert isinstance(part, kind)
    return part


def _model_of(kind: type[Part]) -> type[BaseModel]:
    hints = get_type_hints(kind, include_extras=True)
    fields: dict[str, Any] = {name: (of, getattr(kind, name, ...)) for name, of in hints.items() if name[0] != "_"}
    return model_with(kind.__name__, __config__=_CONFIG, **fields)


_model: Callable[[Any], type[BaseModel]] = cache(_model_of)
_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


FILLED = r"\{(?:value|needed|gap)\}"
"""What an author's sentence leaves to be filled in."""
SENTENCE = rf"(?:[^{{}}]|{FILLED})*"
BRACES = "A sentence may hold {value}, {needed} and {gap}, and no other braces."


def refusal(said: str, place: Place = ()) -> PydanticCustomError:
    """Make pydantic refuse a value in our words; ``place`` is that of the mistake inside the value."""
    return PydanticCustomError("rulebook", "{said}", {"said": said, "place": place})


def _when(data: Any) -> Any:
    if not isinstance(data, str):
        raise refusal('Write a date in quotes, such as "2024" or "2024-05-31".')
    _day_of(data)
    return data


def _day(data: Any) -> Any:
    if not isinstance(data, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", data):
        raise refusal("Write a day, such as 2024-01-31.")
    return _day_of(data)


def _day_of(text: str) -> date:
    try:
        return parse_partial(text)
    except ValueError as problem:
        raise refusal(str(problem)) from None


def matching(pattern: str, said: str) -> AfterValidator:
    """Refuse text that does not match as a whole, in words."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise refusal(said)
        return text

    return AfterValidator(check)


Id = Annotated[
    str, matching("[A-Za-z][A-Za-z0-9-]*", "An id is letters, digits and hyphens, and begins with a letter.")
]
FactName = Annotated[
    str,
    matching("[a-z][a-z0-9_]*", "A fact's id is small letters, digits and underscores, and begins with a letter."),
]
Country = Annotated[str, matching("[A-Z]{2}", "Write the two capital letters of ISO 3166 for the country, such as US.")]
Dated = Annotated[str, BeforeValidator(_when)]
Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[str, Field(min_length=1)]
Sentence = Annotated[str, matching(SENTENCE, BRACES)]
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, gt=0)]
Amount = Annotated[float, Field(strict=True, ge=0)]
