"""Charts: builders that return finished plotly figures, in one theme."""

from helpers.charts import theme
from helpers.charts.builders import among_all, bars, dots, heatmap, lines, points, spans, strips

__all__ = ["among_all", "bars", "dots", "heatmap", "lines", "points", "spans", "strips", "theme"]

theme.use()
