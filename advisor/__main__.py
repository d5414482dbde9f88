"""``python -m advisor``: the command line."""

from advisor.doors.cli import main

main()
