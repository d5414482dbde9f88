"""Builds the checked form of every rulebook into the wheel, so that the installed package starts without YAML.

An editable installation keeps none: its rules may change, and are cached by their digest.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before and after it writes a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write a file for each rulebook; mistakes in the rules stop the build with their places."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from advisor.files import installed_rulebooks
        from advisor.rulebook.cache import sealed
        from advisor.rulebook.folder import read_folder
        from advisor.rulebook.validation import validate

        self.made = TemporaryDirectory()
        for folder in installed_rulebooks():
            files, digest = read_folder(folder)
            made = Path(self.made.name, f"{folder.name}.json")
            made.write_bytes(sealed(digest, validate(files, digest)))
            build_data["force_include"][str(made)] = f"advisor/_data/compiled/{made.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was written."""
        if version != "editable":
            self.made.cleanup()
