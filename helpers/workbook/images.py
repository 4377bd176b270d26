"""Static images of figures, drawn by one browser for all of them."""

import asyncio
import base64
import hashlib
import json
import sys
from contextlib import asynccontextmanager, suppress

from helpers.errors import WorkbookError
from helpers.workbook import browser, report
from helpers.workbook.outputs import FIGURE, PNG, meta, shown
from helpers.workbook.png import compact

WIDTH, HEIGHT = 1000, 600
"""Size in pixels of a figure that does not say its own."""

STORED_SCALE, EXPORT_SCALE = 1, 2
"""Pixels per layout pixel of a PNG: in a notebook, where bytes count, and as a file."""

PAGES = 2
"""Pages of the browser that draw at the same time; more do not help on two cores."""

KINDS = {"png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF"}
"""Kinds of image, and how a file of each begins; a browser that runs out of memory gives something else."""


START_SECONDS, STOP_SECONDS = 60, 20
"""Longest time that the browser may take to start and to stop."""


@asynccontextmanager
async def printing(wanted=True, required=False):
    """Start a browser while other work goes on.

    Parameters
    ----------
    wanted : bool
        False: start none; the callable gives None.
    required : bool
        Whether to raise where there is no browser, instead of going on without images.

    Yields
    ------
    callable
        Awaited, it gives the started `Printer`, or None where there is no browser; a line
        of progress has then said what is missing.

    Raises
    ------
    WorkbookError
        If there is no browser and one is required; the message says what is missing.
    """
    starting = asyncio.create_task(_start(wanted, required))
    try:
        yield lambda: asyncio.shield(starting)
    finally:
        printer = await starting
        if printer is not None:
            await printer.close()


async def _start(wanted, required):
    if not wanted:
        return None
    try:
        path = await asyncio.to_thread(browser.provide, report)
        if path:
            return await Printer(path).open()
        lacking = browser.ADVICE
    except WorkbookError as error:
        lacking = str(error)
    if required:
        raise WorkbookError(f"nothing exported, since PNG, SVG and PDF need a browser: {lacking}")
    report(f"no PNG, SVG and PDF, only HTML and CSV: {lacking}")
    return None


class Printer:
    """A browser that turns figures into images.

    Parameters
    ----------
    path : str
        The browser's program.
    """

    def __init__(self, path):
        self.path = path

    async def open(self):
        """Start the browser; raises WorkbookError if it does not start."""
        self._kaleido = _kaleido(self.path)
        try:
            await asyncio.wait_for(self._kaleido.open(), START_SECONDS)
        except Exception as error:
            process = getattr(self._kaleido, "subprocess", None)
            if process is not None:
                process.terminate()
            await self.close()
            said = type(error).__name__
            raise WorkbookError(f"the browser {self.path} does not start ({said})") from None
        return self

    async def close(self):
        """Stop the browser."""
        with suppress(Exception):
            await asyncio.wait_for(self._kaleido.close(), STOP_SECONDS)

    async def image(self, figure, kind="png", scale=EXPORT_SCALE):
        """Bytes of one image.

        Parameters
        ----------
        figure : dict
            The figure as plotly's JSON, as a notebook stores it.
        kind : str
            One of `KINDS`.
        scale : float
            Pixels per layout pixel; only for PNG.

        Raises
        ------
        WorkbookError
            If the figure cannot be drawn; the message names the chart.
        """
        layout = figure.get("layout", {})
        options = {
            "format": kind,
            "width": layout.get("width") or WIDTH,
            "height": layout.get("height") or HEIGHT,
            "scale": scale if kind == "png" else 1,
        }
        drawn = {"data": figure["data"], "layout": layout}
        try:
            content = await self._kaleido.calc_fig(drawn, opts=options)
            if not content.startswith(KINDS[kind]):
                raise ValueError(f"gave no {kind.upper()}")
            return content
        except Exception as error:
            name = meta(figure).get("id", "without id")
            raise WorkbookError(f"chart {name}: the browser could not draw it ({_first_line(error)})") from None


def _kaleido(path):
    """Plotly's image library on the browser at `path`, with pages that stay loaded.

    It loads each page anew after every image, plotly's five megabytes of script included,
    which takes most of the time; the images are the same without, to the byte.
    """
    import kaleido

    class Pages(kaleido.Kaleido):
        async def _return_kaleido_tab(self, tab):
            if sys.exc_info()[0] is not None:
                await tab.reload()
            await self.tabs_ready.put(tab)

    return Pages(n=PAGES, mathjax=False, path=path)


def _first_line(error):
    return (str(error).splitlines() or [type(error).__name__])[0][:160]


def pictures(notebook):
    """The figures of an executed notebook and the PNG stored beside each.

    Returns
    -------
    list of (dict, str)
        Figure and PNG in base64; figures without a PNG are left out.
    """
    return [(s.content, s.output["data"][PNG]) for s in shown(notebook, FIGURE) if PNG in s.output["data"]]


def seal(figure, png):
    """Hash of a figure and the picture drawn of it, so that a picture of another figure is found out."""
    text = json.dumps(figure, sort_keys=True, ensure_ascii=False) + png.strip()
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


async def illustrate(notebook, printer, kept=()):
    """Put a PNG beside every figure of an executed notebook, with the alternative text; changes it in place.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    printer : Printer or None
        None: only what can be kept is put in.
    kept : list of (dict, str)
        Figures with their PNG from an earlier run; a figure that is unchanged keeps its
        PNG byte for byte.

    Returns
    -------
    list of str
        Ids of charts left without a PNG.
    """

    async def add(figure):
        png = next((png for old, png in kept if old == figure.content), None)
        if png is None and printer is not None:
            drawn = await printer.image(figure.content, "png", STORED_SCALE)
            png = base64.b64encode(compact(drawn)).decode()
        if png is None:
            return meta(figure.content).get("id", "without id")
        figure.output["data"][PNG] = png
        figure.output["metadata"] = {PNG: {"alt": meta(figure.content).get("alt", ""), "of": seal(figure.content, png)}}
        return None

    return [name for name in await asyncio.gather(*map(add, shown(notebook, FIGURE))) if name]
