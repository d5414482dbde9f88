"""What a rulebook is about: its own file."""

from __future__ import annotations

from advisor.rulebook.part import Amount, Country, Day, Id, Part, Words


class About(Part):
    """The shape of ``rulebook.yaml``. ``years_by`` names the assumption by which years without months are read.

    ``month_worth`` is what a month is worth when ways are compared by time and money, US dollars.
    """

    id: Id
    name: Words
    occupation: Words
    country: Country
    version: Words
    since: Day | None = None
    usual_area: Words
    years_by: Id | None = None
    month_worth: Amount = 250.0
