"""``python -m timesheet`` and the command ``timesheet``."""

from timesheet.cli import main

if __name__ == "__main__":
    main()
