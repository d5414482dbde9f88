"""The cohort page as a file by itself, to keep and to print."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from advisor.doors.web.templating import STATIC, rendered
from advisor.roster.summary import Summary, figure, rows_in_file, sentences


def context_of(summary: Summary) -> dict[str, Any]:
    """Give what the template shows of a cohort."""
    return {"summary": summary, "told": sentences(summary), "figure": figure, "rows_in_file": rows_in_file}


def as_page(summary: Summary) -> str:
    """Render a cohort summary with the template of the site's page; the styles are inside, and it loads nothing."""
    styles = "".join((STATIC / name).read_text("utf-8") for name in ("site.css", "roster.css"))
    layout = {"layout": "roster/standalone.html", "styles": Markup(styles)}
    return rendered("roster/summary.html", **layout, **context_of(summary))
