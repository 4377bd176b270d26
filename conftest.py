"""Plugs the comparison of this project into nbval: `pytest --nbval notebooks` then names chart, trace and point."""

from helpers.workbook.comparison import differences


def pytest_configure(config):
    """Replace nbval's comparison, and its report of it, where nbval is at work."""
    if config.getoption("nbval", default=False):
        from nbval.plugin import IPyNbCell

        IPyNbCell.compare_outputs = compare_outputs
        IPyNbCell.comparison_traceback = []
        IPyNbCell.repr_failure = report_in_words(IPyNbCell.repr_failure)


def compare_outputs(cell, fresh, stored, skip_compare=None):
    """In place of nbval's method: record the differences of one cell, and whether there are none."""
    place = f"{cell.parent.path.name}, In [{cell.cell.execution_count}]"
    cell.comparison_traceback = [f"{place}: {line}" for line in differences(stored, fresh)]
    return not cell.comparison_traceback


def report_in_words(usual):
    """The differences alone; nbval's `usual` report, with the source of the cell, for every other failure."""

    def report(cell, failure):
        return "\n".join(cell.comparison_traceback) or usual(cell, failure)

    return report
