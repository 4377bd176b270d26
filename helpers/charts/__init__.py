"""Charts: builders that return finished plotly figures, in one theme."""

from helpers.charts import theme
from helpers.charts.builders import among_all, bars, dots, heatmap, lines, spans, strips

__all__ = ["among_all", "bars", "dots", "heatmap", "lines", "spans", "strips", "theme"]

theme.use()
