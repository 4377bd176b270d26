"""IMF data service, SDMX 2.1: Russia's trade in goods by partner (data set IMTS), annual.

Address and key (COUNTRY.INDICATOR.COUNTERPART_COUNTRY.FREQUENCY, `+` joins codes, an empty place is all) as public
clients of 2026 use them after the page "IMF API" at data.imf.org, which was not read itself; with
`application/vnd.sdmx.data+csv;version=1.0.0` there is one row per observation. Figures come in dollars, as two of these
clients say; SCALE tells only how the site shows them. No key is asked for.
"""

import csv
import io

import pandas as pd

from helpers.clients.connection import Connection
from helpers.errors import WorkbookError
from helpers.sources import imf_imts_russia

ADDRESS = "https://api.imf.org/external/sdmx/2.1/"
PATH = "data/IMF.STA,IMTS/RUS.XG_FOB_USD+MG_CIF_USD..A"
CSV = "application/vnd.sdmx.data+csv;version=1.0.0"

FLOWS = {"XG_FOB_USD": "export_fob", "MG_CIF_USD": "import_cif"}
"""Indicator -> flow as the reader names it."""

FIRST_YEAR = 2016
"""As in the extract that the collection was made with."""

COLUMNS = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "TIME_PERIOD", "OBS_VALUE")

LEAST, MOST = 1e10, 1e13
"""Dollars between which Russia's exports to the world lie in any year: figures in another unit are refused."""


def download(deposit, report, accept=False):
    """Write the long file of the source."""
    connection = Connection("imf", ADDRESS, report, interval=2)
    source = imf_imts_russia.SOURCE
    report(f"{source.name}: asking for {PATH}")
    request = {"path": PATH, "start": FIRST_YEAR}
    path = deposit.part(source.name, request, lambda: observations(connection))
    rows = pd.read_parquet(path)
    content = rows.to_csv(index=False, lineterminator="\n").encode()
    deposit.put(source.name, source, {imf_imts_russia.FILE: content}, connection.address + PATH)


def observations(connection):
    """Russia's exports and imports by partner and year.

    Returns
    -------
    DataFrame[year, reporter, partner, flow, value_musd]

    Raises
    ------
    WorkbookError
        If the reply has other columns or figures that cannot be dollars.
    """
    text = connection.text(PATH, {"startPeriod": FIRST_YEAR}, accept=CSV)
    where = connection.address + PATH
    lines = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (lines.fieldnames or [])]
    if missing:
        found = ", ".join(lines.fieldnames or [])[:80] or "nothing"
        raise WorkbookError(f"{where}: the reply has no column {missing[0]} but {found}; has the service changed?")
    rows = []
    for line in lines:
        if line["OBS_VALUE"] in ("", None):
            continue
        try:
            year, value = int(line["TIME_PERIOD"]), float(line["OBS_VALUE"])
            rows.append((year, line["COUNTRY"], line["COUNTERPART_COUNTRY"], FLOWS[line["INDICATOR"]], value))
        except (ValueError, KeyError, TypeError):
            raise WorkbookError(
                f"{where}, line {lines.line_num}: {line['INDICATOR']} of {line['TIME_PERIOD']} is "
                f"{line['OBS_VALUE']!r}, not a yearly figure"
            ) from None
    frame = pd.DataFrame(rows, columns=["year", "reporter", "partner", "flow", "value"])
    world = frame[(frame["partner"] == imf_imts_russia.THE_WORLD) & (frame["flow"] == "export_fob")]["value"]
    if world.empty or not world.between(LEAST, MOST).all():
        found = f"{world.min():,.0f}" if len(world) else "absent"
        raise WorkbookError(
            f"{where}: Russia's exports to the world are {found}, which cannot be dollars; has the unit changed?"
        )
    order = ["partner", "flow", "year"]
    frame["value_musd"] = (frame.pop("value") / 1e6).round(9)
    return frame.sort_values(order, ignore_index=True)


DOWNLOADS = {"imf_imts_russia": download}
