"""Exported charts: the data as drawn, the citation beside them, whole files or none."""

import asyncio
import base64
import copy
import struct
import zlib
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from helpers.errors import WorkbookError
from helpers.workbook import browser, export, figures, images, pages, png
from helpers.workbook.outputs import FIGURE, PNG, TABLE, shown

ABOUT = {
    "id": "deals",
    "title": "Russia <delivers> & Iran pays",
    "subtitle": "Deals",
    "source": "Source: a register.",
    "alt": 'Chart of "deals"',
    "citation": ["Register, 2025."],
    "licence": ["non-commercial"],
    "redistribution": "excerpt_only",
    "tables": ["arms/deals"],
    "columns": {"x": "year", "y": "value", "series": "state"},
}


def figure(*traces, **columns):
    return {"data": list(traces), "layout": {"meta": ABOUT | {"columns": ABOUT["columns"] | columns}}}


def rows(*traces, **columns):
    frame = figures.table(figure(*traces, **columns))
    return [tuple(frame.columns), *frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)]


def test_lines_become_one_row_a_point_and_gaps_stay_gaps():
    trace = {"name": "Iran", "x": [2000, 2001], "y": [1.5, None], "meta": {"role": "value"}}
    assert rows(trace) == [("state", "year", "value"), ("Iran", 2000, 1.5), ("Iran", 2001, None)]


def test_roles_tell_bands_from_values():
    traces = [
        {"name": "Iran", "x": [1], "y": [n], "meta": {"role": role}} for n, role in ((1.5, "low"), (2.5, "value"))
    ]
    assert rows(*traces) == [("state", "role", "year", "value"), ("Iran", "low", 1, 1.5), ("Iran", "value", 1, 2.5)]


def test_error_bars_become_low_and_high():
    bars = {"array": [0.5, 1], "arrayminus": [0.25, None]}
    dots = {"name": "Iran", "x": [2.0, 3.0], "y": ["a", "b"], "error_x": bars}
    assert rows(dots, x="share", y="deal") == [
        ("state", "share", "deal", "low", "high"),
        ("Iran", 2, "a", 1.75, 2.5),
        ("Iran", 3, "b", None, 4.0),
    ]


def test_grids_become_one_row_a_cell():
    heat = {"type": "heatmap", "name": "rate", "x": [1, 2], "y": ["a", "b"], "z": [[0.5, None], [1.5, 2.5]]}
    assert rows(heat, y="who", z="rate", series="series")[1:] == [
        ("rate", 1, "a", 0.5),
        ("rate", 2, "a", None),
        ("rate", 1, "b", 1.5),
        ("rate", 2, "b", 2.5),
    ]


def test_spans_keep_their_ends_and_open_ones_stay_open():
    done = {
        "name": "air",
        "y": ["MiG"],
        "x": [4.6],
        "base": [1990],
        "customdata": [[1990, 1994]],
        "meta": {"role": "span"},
    }
    still = {"name": "air", "y": ["Su"], "x": [2022], "meta": {"role": "open"}}
    assert rows(done, still, y="deal") == [
        ("state", "role", "deal", "start", "end"),
        ("air", "span", "MiG", 1990, 1994),
        ("air", "open", "Su", 2022, None),
    ]


def test_packed_arrays_give_the_same_table(executed):
    frame = figures.table(shown(executed, FIGURE)[0].content)
    assert list(frame.columns) == ["state", "year", "share"]
    assert frame["year"].tolist()[:5] == [2000, 2001, 2002, 2003, 2004]
    assert frame["share"].isna().tolist()[:5] == [False, False, True, False, False]
    assert set(frame["state"]) == {"Russia", "Iran"}


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def test_a_page_stands_alone_and_speaks_to_screen_readers(executed):
    content = shown(executed, FIGURE)[0].content
    content["layout"]["meta"] |= {"title": "Up </script><b> & away", "alt": 'A "rising" line'}
    text = pages.page(content)
    page = Elements(text)
    assert page.all("html") == [{"lang": "en"}]
    assert "<title>Up &lt;/script&gt;&lt;b&gt; &amp; away</title>" in text
    assert page.all("div")[0]["aria-label"] == 'A "rising" line'
    assert len(page.all("script")) == 2
    assert not any("src" in a or a.get("href", "").startswith("http") for _, a in page.found)
    assert len(page.all("tr")) == 11
    assert "Cite: Nobody, 2025." in text
    assert "Source: none." in text


def test_the_card_beside_a_chart_has_citation_licence_and_terms():
    text = export.card(ABOUT)
    for part in (
        "# Russia <delivers> & Iran pays",
        "- Register, 2025.",
        "- non-commercial",
        "credit line",
        "`arms/deals`",
    ):
        assert part in text


def write(notebook, folder, formats=("html", "csv")):
    return asyncio.run(export.charts(notebook, folder, None, formats))


def test_charts_are_written_with_their_data_and_citation(executed, tmp_path):
    assert write(executed, tmp_path) == 1
    names = ["rising-share.csv", "rising-share.html", "rising-share.md", "years.csv", "years.html", "years.md"]
    assert sorted(p.name for p in tmp_path.iterdir()) == names
    assert len(pd.read_csv(tmp_path / "rising-share.csv")) == 10
    first = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    write(executed, tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == first


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "../out"}, "kebab-case"),
        ({"id": None}, "kebab-case"),
        ({"alt": ""}, "no alt"),
        ({"citation": []}, "no citation"),
    ],
)
def test_a_chart_without_its_metadata_is_refused_and_nothing_written(executed, tmp_path, change, says):
    shown(executed, FIGURE)[0].content["layout"]["meta"] |= change
    with pytest.raises(WorkbookError, match=says):
        write(executed, tmp_path / "charts")
    assert not (tmp_path / "charts").exists()


@pytest.mark.parametrize("name", ["rising-share", "../years", "", None])
def test_a_table_under_the_name_of_a_chart_or_none_is_refused(executed, tmp_path, name):
    shown(executed, TABLE)[0].content["id"] = name
    with pytest.raises(WorkbookError, match=r"two charts or tables|kebab-case"):
        write(executed, tmp_path / "charts")
    assert not (tmp_path / "charts").exists()


def test_two_charts_with_one_id_are_refused(executed, tmp_path):
    executed.cells.append(copy.deepcopy(executed.cells[2]))
    with pytest.raises(WorkbookError, match="two charts or tables have this id"):
        write(executed, tmp_path)


def test_a_failure_half_way_leaves_no_half_file(executed, tmp_path, monkeypatch):
    write(executed, tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    class Failing:
        async def image(self, figure, kind):
            raise WorkbookError("chart rising-share: the browser could not draw it")

    with pytest.raises(WorkbookError):
        asyncio.run(export.charts(executed, tmp_path, Failing(), export.FORMATS))
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(width=2, height=1):
    """A small grey PNG."""
    rows = b"".join(b"\0" + b"\7" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def as_browsers_write(pixels):
    """A PNG of height x width x 3 bytes: with opacity, each row as the difference to the one above."""
    height, width, _ = pixels.shape
    full = np.concatenate([pixels, np.full((height, width, 1), 255, dtype=np.uint8)], axis=2).reshape(height, -1)
    rows = np.diff(full, axis=0, prepend=np.zeros((1, full.shape[1]), dtype=np.uint8))
    body = zlib.compress(np.insert(rows, 0, 2, axis=1).tobytes())
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def unpack_indexed(content):
    """Pixels of a PNG with a palette and unfiltered rows."""
    width, height = png.size(content)
    at = content.index(b"PLTE")
    palette = np.frombuffer(content[at + 4 : at + 4 + int.from_bytes(content[at - 4 : at])], dtype=np.uint8)
    at = content.index(b"IDAT")
    body = zlib.decompress(content[at + 4 : at + 4 + int.from_bytes(content[at - 4 : at])])
    return palette.reshape(-1, 3)[np.frombuffer(body, dtype=np.uint8).reshape(height, width + 1)[:, 1:]]


def test_a_picture_is_read_whole():
    assert png.size(picture(3, 2)) == (3, 2)
    whole = picture()
    spoiled = (whole[:-1], whole[:40], whole.replace(b"IDAT", b"IDAX"), whole[:45] + b"\0" + whole[46:])
    for broken in (b"", b"GIF89a", *spoiled):
        with pytest.raises(ValueError, match=r"is (no PNG|damaged|cut off|empty)"):
            png.size(broken)


def test_a_picture_of_few_colours_is_made_smaller_without_loss():
    colours = np.random.default_rng(1).integers(0, 256, (200, 3), dtype=np.uint8)
    pixels = colours[np.random.default_rng(2).integers(0, 200, (40, 70))]
    small = png.compact(as_browsers_write(pixels))
    assert (unpack_indexed(small) == pixels).all()
    assert len(small) < len(as_browsers_write(pixels)) / 2


def test_a_picture_of_many_colours_keeps_the_commonest_and_moves_others_little():
    shades = np.linspace(0, 255, 4000).astype(np.uint8)
    pixels = np.full((100, 120, 3), 255, dtype=np.uint8)
    pixels[10:50, :100] = np.stack([shades, shades, np.roll(shades, 7)], axis=1).reshape(40, 100, 3)
    small = unpack_indexed(png.compact(as_browsers_write(pixels))).astype(int)
    assert (small[60:] == 255).all()
    assert np.abs(small - pixels).max() <= 24


def test_a_picture_of_another_kind_stays_as_it_is():
    assert png.compact(picture(4, 4)) == picture(4, 4)


class Counting:
    """Stands for the browser and counts what it draws."""

    def __init__(self):
        self.drawn = 0

    async def image(self, figure, kind, scale):
        self.drawn += 1
        return picture(2, self.drawn)


def test_an_unchanged_figure_keeps_its_picture_and_a_changed_one_is_drawn_again(executed):
    printer = Counting()
    first = copy.deepcopy(executed)
    assert asyncio.run(images.illustrate(first, printer)) == []
    second = copy.deepcopy(executed)
    asyncio.run(images.illustrate(second, printer, images.pictures(first)))
    assert printer.drawn == 1
    assert first == second
    shown(executed, FIGURE)[0].content["data"][0]["name"] = "China"
    asyncio.run(images.illustrate(executed, printer, images.pictures(first)))
    assert printer.drawn == 2
    output = shown(executed, FIGURE)[0].output
    assert png.size(base64.b64decode(output["data"][PNG])) == (2, 2)
    sealed = images.seal(shown(executed, FIGURE)[0].content, output["data"][PNG])
    assert output["metadata"] == {PNG: {"alt": "Line chart. The share rises.", "of": sealed}}


def test_without_a_browser_the_charts_without_picture_are_named(executed):
    assert asyncio.run(images.illustrate(executed, None)) == ["rising-share"]


def test_a_wrong_browser_path_is_one_line_and_nothing_is_installed(monkeypatch, tmp_path):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(browser.subprocess, "run", lambda *a, **k: pytest.fail("something was installed"))
    with pytest.raises(WorkbookError, match=r"BROWSER_PATH is .* correct it or unset it"):
        browser.provide(lambda line: pytest.fail(line))


def test_a_machine_that_can_install_nothing_ends_without_browser(monkeypatch):
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    monkeypatch.setattr("kaleido.get_chrome_sync", lambda: (_ for _ in ()).throw(OSError("no network")))
    said = []
    assert browser.provide(said.append) is None
    assert said[-1] == "the download failed: no network"


def test_real_pictures_and_pages_from_a_real_browser(executed, tmp_path):
    path = browser.find()
    if path is None:
        pytest.skip("needs Chrome or Chromium")

    broken = {"data": "no traces", "layout": {"meta": {"id": "broken"}}}

    async def draw():
        printer = await images.Printer(path).open()
        try:
            with pytest.raises(WorkbookError, match="chart broken: the browser could not draw it"):
                await printer.image(broken)
            return await export.charts(executed, tmp_path, printer)
        finally:
            await printer.close()

    assert asyncio.run(draw()) == 1
    assert png.size((tmp_path / "rising-share.png").read_bytes()) == (2000, 1200)
    assert (tmp_path / "rising-share.svg").read_text().startswith("<svg")
    assert (tmp_path / "rising-share.pdf").read_bytes().startswith(b"%PDF")
    opened = page_in_browser(path, tmp_path / "rising-share.html")
    assert opened == {"requests": [], "errors": [], "charts": 1}


def page_in_browser(path, file):
    """What a browser without network makes of a page: requests to the outside, errors, drawn charts."""
    from playwright.sync_api import sync_playwright

    seen = {"requests": [], "errors": []}
    with sync_playwright() as play:
        program = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = program.new_page()
        page.on("request", lambda request: seen["requests"].append(request.url))
        page.on("pageerror", lambda error: seen["errors"].append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_selector("#chart .main-svg")
        seen["charts"] = page.locator("#chart .scatterlayer").count()
        program.close()
    seen["requests"] = [url for url in seen["requests"] if not url.startswith(("file:", "data:", "blob:"))]
    return seen


def test_a_table_becomes_a_page_with_every_row_and_a_search_field(executed, tmp_path):
    write(executed, tmp_path)
    page = (tmp_path / "years.html").read_text(encoding="utf-8")
    assert page.count("<tr><td>") == len(pd.read_csv(tmp_path / "years.csv"))
    assert '<input id="search" type="search">' in page
    assert '<label for="search">' in page
    assert "http" not in page.replace("https://digitallibrary.un.org", "")
    card = (tmp_path / "years.md").read_text(encoding="utf-8")
    assert "United Nations" in card and "## Licence" in card
