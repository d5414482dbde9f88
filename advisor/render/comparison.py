"""Ways to several goals as text: side by side, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from advisor.planning.comparison import ComparedWay, Comparison
from advisor.render.page import Page
from advisor.render.wording import called, day_in_words, months_in_words, offer_in_words, total_in_words

_MOST_OPENED = 8


class _ComparisonPage(Page[Comparison]):
    def write(self, comparison: Comparison) -> None:
        ways = comparison.ways
        self.title(f"{len(ways)} ways side by side, for {called(comparison.profile)}", comparison.as_of)
        self.console.print()
        shared = set.intersection(*[{subject.id for subject in way.opens} for way in ways])
        table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, expand=True)
        table.add_column("", width=8, no_wrap=True)
        for way in ways:
            table.add_column(Text(way.goal.name, style="bold"), ratio=1, overflow="fold")
        for name, cells in (
            ("Takes", [_length(way) for way in ways]),
            ("Costs", [[total_in_words(way.offers[0])] if way.offers else ["-"] for way in ways]),
            ("Or", [_others(way) for way in ways]),
            ("Do", [[step.action for step in way.offers[0].steps] if way.offers else [] for way in ways]),
            ("Earns", [[subject.name for subject in way.earns] for way in ways]),
            ("Opens", [self.opened(way, shared) for way in ways]),
            ("Closes", [_closed(way) for way in ways]),
        ):
            if any(cells):
                table.add_row(Text(name, style="bold"), *[_cell(cell) for cell in cells])
                table.add_row()
        self.line(table, 0)
        names = {subject.id: subject.name for way in ways for subject in way.opens}
        self.items("Each of them opens", "+", [names[id] for id in names if id in shared])
        unsure = [way for way in ways if way.offers and way.offers[0].unsure]
        self.items("Hangs on others", "*", [self.unsure(way) for way in unsure])

    def opened(self, way: ComparedWay, shared: set[str]) -> list[str]:
        """List what only some of the ways open."""
        names = [subject.name for subject in way.opens if subject.id not in shared]
        more = len(names) - _MOST_OPENED
        return names[:_MOST_OPENED] + ([f"and {more} more"] if more > 0 else [])

    @staticmethod
    def unsure(way: ComparedWay) -> str:
        """Say how much of a way hangs on somebody else."""
        count = way.offers[0].unsure
        what = "thing hangs" if count == 1 else "things hang"
        return f"{way.goal.name}: {count} {what} on an employer, or on what nobody confirmed."


def _length(way: ComparedWay) -> list[str]:
    if not way.offers:
        return [way.text]
    first = way.offers[0]
    late = [way.text] if way.status == "limits-exceeded" else []
    return [f"{months_in_words(first.months)}, done by {day_in_words(first.reached)}", *late]


def _others(way: ComparedWay) -> list[str]:
    return [
        f"{offer_in_words(one.labels)}: {months_in_words(one.months)}, {total_in_words(one)}" for one in way.offers[1:]
    ]


def _closed(way: ComparedWay) -> list[str]:
    """Say what is no longer there at the end; all that is not needed any more in one line."""
    needless = [closed.name for closed in way.closes if closed.why == "needless"]
    texts = [closed.text for closed in way.closes if closed.why != "needless"]
    return [*texts, f"Not needed any more: {', '.join(needless)}"] if needless else texts


def _cell(texts: Sequence[str]) -> Text | Table:
    """Write one text as it is, and several as items."""
    if len(texts) < 2:
        return Text("".join(texts))
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    for text in texts:
        grid.add_row("-", text)
    return grid


render_comparison = _ComparisonPage.render
"""Write ways side by side; what all of them open stands below."""
