"""`python -m helpers.workbook` is the `workbook` command."""

from helpers.workbook.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
