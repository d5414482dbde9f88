"""Columns as formulas: what is worked out once for each value, and for each combination of values, and then looked up.

A column gives every row of a block a code; ``values`` says what a code means. ``mapped`` and ``crossed`` make a
function of one person into a column. Columns are put together once and remember, so the function is called once for
each combination ever met, and all else is looking up numbers in tables. What has grown too much is made anew.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial, reduce
from operator import add
from typing import Any, TypeVar

import numpy as np

Codes = np.ndarray[Any, np.dtype[np.int32]]
_DENSE = 1 << 21
"""Combinations of a table kept as an array; a larger one is kept as a dictionary of those met."""
_UNMET = -1
_NO_CODES: Codes = np.zeros(0, np.int32)
Made = TypeVar("Made", bound="Column")


class Sheet:
    """The rows that columns are worked out for: one block after the other."""

    def __init__(self) -> None:
        self.rows, self.block, self.remembered = 0, 0, 0
        self._made: dict[Hashable, Any] = {}

    def turn(self, rows: int) -> None:
        """Begin another block of so many rows."""
        self.rows, self.block = rows, self.block + 1

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Give the column of this key, made when it is first asked for."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]  # type: ignore[no-any-return]


class Column(ABC):
    """A column: the codes of the block, and the value of each code."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.values = sheet, list[Any]()
        self._places: dict[Hashable, int] = {}
        self._block, self._codes = -1, _NO_CODES
        self.readers = self._unread = 0

    @property
    def codes(self) -> Codes:
        """The code of each row of the block."""
        if self._block != self.sheet.block:
            self._codes, self._block, self._unread = self._worked_out(), self.sheet.block, self.readers
        return self._codes

    def read(self) -> Codes:
        """Give the codes to one of the ``readers``, and let go of them when every reader has had them."""
        codes = self.codes
        self._unread -= 1
        if self._unread == 0:
            self._codes, self._block = _NO_CODES, -1
        return codes

    def code(self, value: Hashable) -> int:
        """Give the code of a value, a new one when it was not met before."""
        place = self._places.setdefault(value, len(self.values))
        if place == len(self.values):
            self.values.append(value)
            self.sheet.remembered += 1
        return place

    def coded(self, values: Iterable[Hashable]) -> Codes:
        """Give the code of each value."""
        places = self._places
        return np.array([places[one] if one in places else self.code(one) for one in values], np.int32)

    @abstractmethod
    def _worked_out(self) -> Codes:
        """Work out the codes of the block."""


class Given(Column):
    """A column whose codes come from outside."""

    def fill(self, codes: Codes) -> None:
        """Say the codes of the block; they are kept until the next, since they cannot be worked out again."""
        self._codes, self._block, self._unread = codes, self.sheet.block, -1

    def _worked_out(self) -> Codes:
        raise LookupError("Nobody has said the codes of this block.")


class Constant(Column):
    """One value for every row."""

    def _worked_out(self) -> Codes:
        return np.zeros(self.sheet.rows, np.int32)


class Mapped(Column):
    """A function of the values of a column."""

    def __init__(self, parent: Column, function: Callable[[Any], Hashable]) -> None:
        super().__init__(parent.sheet)
        self._parent, self._function = parent, function
        parent.readers += 1
        self._code_of, self._met = np.full(16, _UNMET, np.int32), 0

    def _worked_out(self) -> Codes:
        keys, values = self._parent.read(), self._parent.values
        if len(values) > len(self._code_of):
            self._code_of = _grown(self._code_of, len(values))
        codes = self._code_of.take(keys)
        if self._met < len(values) and len(codes) and codes.min() == _UNMET:
            unmet = np.unique(keys[codes == _UNMET]).tolist()
            for n in unmet:
                self._code_of[n] = self.code(self._function(values[n]))
            self._met += len(unmet)
            codes = self._code_of.take(keys)
        return codes


class Crossing(Column):
    """A function of the values of two columns; ``pairs`` says that it gives no value twice."""

    def __init__(
        self, left: Column, right: Column, function: Callable[[Any, Any], Hashable], pairs: bool = False
    ) -> None:
        super().__init__(left.sheet)
        self._left, self._right, self._function, self._pairs = left, right, function, pairs
        left.readers += 1
        right.readers += 1
        self._shape = (16, 16)
        self._code_of: Codes | None = np.full(256, _UNMET, np.int32)
        self._met: dict[int, int] = {}

    def _worked_out(self) -> Codes:
        left, right = self._left.read(), self._right.read()
        self._grow()
        wide = self._shape[1]
        if self._code_of is None:
            keys, places = np.unique(left.astype(np.int64) * wide + right, return_inverse=True)
            return np.fromiter(map(self._one, keys.tolist()), np.int32, len(keys))[places]
        keys = left * np.int32(wide)
        keys += right
        codes = self._code_of.take(keys)
        if len(codes) and codes.min() == _UNMET:
            for key in np.unique(keys[codes == _UNMET]).tolist():
                self._code_of[key] = self._new(key)
            codes = self._code_of.take(keys)
        return codes

    def _one(self, key: int) -> int:
        code = self._met.get(key)
        if code is None:
            code = self._met[key] = self._new(key)
        return code

    def _new(self, key: int) -> int:
        left, right = divmod(key, self._shape[1])
        value = self._function(self._left.values[left], self._right.values[right])
        self.sheet.remembered += 1
        if not self._pairs:
            return self.code(value)
        self.values.append(value)
        return len(self.values) - 1

    def _grow(self) -> None:
        """Make room for new values of the columns."""
        (high, wide), (left, right) = self._shape, (len(self._left.values), len(self._right.values))
        if left <= high and right <= wide:
            return
        table = self._code_of
        if table is not None:
            shape = (max(high, _room(left)), max(wide, _room(right)))
            if shape[0] * shape[1] <= _DENSE:
                self._code_of = np.full(shape[0] * shape[1], _UNMET, np.int32)
                self._code_of.reshape(shape)[:high, :wide] = table.reshape(high, wide)
                self._shape = shape
                return
            met = np.flatnonzero(table != _UNMET)
            keys = (met // wide << 31) + met % wide
            self._met = dict(zip(keys.tolist(), table[met].tolist(), strict=True))
            self._code_of = None
        self._shape = (1 << 31, 1 << 31)


def constant(sheet: Sheet, value: Hashable) -> Column:
    """Give a column of one value."""
    column = Constant(sheet)
    column.code(value)
    return column


def mapped(column: Column, function: Callable[[Any], Hashable]) -> Column:
    """Apply a function to the values of a column."""
    return Mapped(column, function)


def crossed(columns: Sequence[Column], function: Callable[..., Hashable]) -> Column:
    """Apply a function of several values to columns: pair by pair, and pairs that others need as well only once."""
    varied = [n for n, column in enumerate(columns) if not isinstance(column, Constant)]
    if len(varied) < len(columns):
        usual = [column.values[0] if isinstance(column, Constant) else None for column in columns]
        if not varied:
            return constant(columns[0].sheet, function(*usual))
        function, columns = partial(_filled, function, usual, varied), [columns[n] for n in varied]
    *first, last = columns
    if not first:
        return Mapped(last, function)
    if len(first) == 1:
        return Crossing(first[0], last, function)
    return Crossing(_together(first), last, lambda some, one: function(*some, one))


def end_to_end(columns: Sequence[Column], sheet: Sheet) -> Column:
    """Put columns of tuples end to end, of which no two have anything in common: neighbors first, few met at a time."""
    some = [column for column in columns if not (isinstance(column, Constant) and column.values == [()])]
    while len(some) > 1:
        pairs = zip(some[::2], some[1::2], strict=False)
        some = [Crossing(left, right, add, pairs=True) for left, right in pairs] + some[len(some) // 2 * 2 :]
    return some[0] if some else constant(sheet, ())


def folded(columns: Sequence[Column], step: Callable[[Any, Any], Hashable]) -> Column:
    """Put columns together one after the other, by a function of what came of those before and the next value."""
    return reduce(lambda found, column: crossed([found, column], step), columns)


def distinct(numbers: Any, most: int) -> tuple[Any, Any]:
    """Give the different ones among whole numbers below ``most``, in order, and the place of each number in them."""
    if most > _DENSE:
        return np.unique(numbers, return_inverse=True)
    present = np.flatnonzero(np.bincount(numbers, minlength=most))
    place = np.zeros(most, np.int32)
    place[present] = np.arange(len(present))
    return present, place[numbers]


def _filled(function: Callable[..., Hashable], usual: list[Any], places: list[int], *values: Any) -> Hashable:
    """Call a function with some of its values always the same."""
    every = list(usual)
    for place, value in zip(places, values, strict=True):
        every[place] = value
    return function(*every)


def _together(columns: Sequence[Column]) -> Column:
    """Give a column of tuples."""
    found = single = columns[0]
    for column in columns[1:]:
        step = _pair if found is single else _longer
        found = found.sheet.once((found, column), partial(Crossing, found, column, step, pairs=True))
    return found


def _pair(one: Any, other: Any) -> tuple[Any, ...]:
    return one, other


def _longer(some: tuple[Any, ...], one: Any) -> tuple[Any, ...]:
    return *some, one


def _room(count: int) -> int:
    return 1 << (count - 1).bit_length()


def _grown(table: Codes, count: int) -> Codes:
    larger = np.full(_room(count), _UNMET, np.int32)
    larger[: len(table)] = table
    return larger
