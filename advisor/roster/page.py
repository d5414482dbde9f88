"""The cohort as a page: tables and bars drawn in SVG, nothing loaded and no script, to read and to print."""

from __future__ import annotations

from html import escape

from advisor.roster.summary import Line, Summary, Table, figure, sentences

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--bar:#1f5f99;--page:#fff;--card:#f6f8fa}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa6b2;--line:#30363d;--bar:#6cb0f0;--page:#0d1117;
--card:#161b22}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem;background:var(--page);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.6rem}h2{margin:0 0 .5rem;font-size:1.05rem}
p{margin:.2rem 0}.soft{color:var(--soft)}
.big{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0;padding:0;list-style:none}
.big li{flex:1 1 12rem;padding:.75rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
.grid{columns:26rem 2;column-gap:1.25rem}
section{break-inside:avoid;margin-bottom:1.25rem;padding:1rem;min-width:0;border:1px solid var(--line);
border-radius:.5rem}
table{width:100%;border-collapse:collapse;font-size:.9rem}
th{font-weight:400;text-align:left;padding:.15rem .5rem .15rem 0;overflow-wrap:anywhere}
td{padding:.15rem 0;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td.plot{width:38%;padding-left:.75rem}svg{display:block;width:100%;height:.8rem}rect{fill:var(--bar)}
h2.part{margin:1.5rem 0 .75rem;font-size:1.25rem}
@media print{:root{--ink:#000;--soft:#333;--line:#999;--bar:#444;--page:#fff;--card:#fff}
body{max-width:none;padding:0;font-size:10pt}@page{margin:1.5cm}section{margin-bottom:.5rem}rect{print-color-adjust:exact}}
"""


def as_page(summary: Summary) -> str:
    """Write a summary as an HTML page that stands by itself."""
    told = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences(summary))
    size = (
        f"{summary.read:,} rows: {figure(summary.answered, summary.min_cell)} answered, "
        f"{figure(summary.rejected, summary.min_cell)} rejected."
    )
    hidden = (
        f"<p class=soft>Counts from 1 to {summary.min_cell - 1} are hidden, and others that would give them away.</p>"
        if summary.min_cell > 1
        else ""
    )
    remarks = "".join(f"<p>{escape(remark)}</p>" for remark in summary.remarks)
    return (
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>Cohort of {escape(summary.roster)}</title><style>{_STYLE}</style></head>\n<body><header>"
        f"<h1>Cohort of {escape(summary.roster)}</h1>"
        f"<p class=soft>As of {escape(summary.as_of)}, by {escape(summary.rulebook)}</p><p>{size}</p>{remarks}{hidden}"
        f"</header>\n<main><ul class=big>{told}</ul>\n<h2 class=part>The people</h2>{_grid(summary.people)}\n"
        f"<h2 class=part>The data</h2>{_grid(summary.data)}</main></body></html>\n"
    )


def _grid(tables: tuple[Table, ...]) -> str:
    shown = "\n".join(_section(table) for table in tables if any(line.count != 0 for line in table.lines))
    return f"<div class=grid>{shown or '<p>Nothing to show.</p>'}</div>"


def _section(table: Table) -> str:
    most = max((line.count or 0 for line in table.lines), default=0)
    rows = "".join(_row(line, most) for line in table.lines if line.count != 0)
    title = escape(table.title)
    return f"<section aria-label='{title}'><h2>{title}</h2><table><tbody>{rows}</tbody></table></section>"


def _row(line: Line, most: int) -> str:
    count = figure(line.count, 0)
    share = 100 * (line.count or 0) / most if most else 0
    bar = f"<rect width='{share:.1f}' height=8 />"
    plot = f"<svg viewBox='0 0 100 8' preserveAspectRatio=none aria-hidden=true>{bar}</svg>"
    return f"<tr><th scope=row>{escape(line.name)}</th><td>{count}</td><td class=plot>{plot}</td></tr>"
