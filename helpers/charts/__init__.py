"""Charts: builders that return finished plotly figures, in one theme."""

from helpers.charts import theme
from helpers.charts.categories import bars, dots
from helpers.charts.marks import spans, strips
from helpers.charts.planes import heatmap, points
from helpers.charts.series import among_all, lines

__all__ = ["among_all", "bars", "dots", "heatmap", "lines", "points", "spans", "strips", "theme"]

theme.use()
