"""Charts: builders that return finished plotly figures, in one theme."""

from helpers.charts import theme
from helpers.charts.breaks import changes, controls
from helpers.charts.categories import bars, dots
from helpers.charts.counts import counts, months
from helpers.charts.grids import grid
from helpers.charts.marks import spans, strips
from helpers.charts.panels import panels
from helpers.charts.planes import heatmap, points
from helpers.charts.records import records
from helpers.charts.ribbons import ribbons
from helpers.charts.series import among_all, lines
from helpers.charts.timeline import timeline

__all__ = [
    "among_all",
    "bars",
    "changes",
    "controls",
    "counts",
    "dots",
    "grid",
    "heatmap",
    "lines",
    "months",
    "panels",
    "points",
    "records",
    "ribbons",
    "spans",
    "strips",
    "theme",
    "timeline",
]

theme.use()
