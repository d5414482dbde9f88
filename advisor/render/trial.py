"""One entry tried for one person, as text."""

from __future__ import annotations

from advisor.render.explanation import TreesPage
from advisor.render.wording import called
from advisor.workshop.trying import Trial


class _TrialPage(TreesPage[Trial]):
    def write(self, trial: Trial) -> None:
        self.title(f"{trial.entry}, for {called(trial.profile)}: {trial.name}", trial.as_of)
        self.marks()
        self.trees(trial.trees)
        self.sources()


render_trial = _TrialPage.render
"""Write a trial for reading, with numbers that lead to its sources."""
