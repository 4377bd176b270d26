"""Loading tables: types, filters, and one clear line for everything that can be wrong."""

import shutil

import pandas as pd
import pytest

from helpers import load, tables
from helpers.datasets import contracts, description, package, storage
from helpers.errors import WorkbookError


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of two small tables in a folder of its own, in place of data/."""
    for name in ("arms/deals", "power/deflator"):
        for suffix in (".parquet", ".yml"):
            target = tmp_path / f"{name}{suffix}"
            target.parent.mkdir(exist_ok=True)
            shutil.copy(description.DATA / f"{name}{suffix}", target)
    monkeypatch.setattr(description, "DATA", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", description.table_names())
def test_every_table_loads_with_the_types_of_its_sidecar(name):
    frame, table = load(name), description.read_sidecar(name)
    assert list(frame.columns) == [c.name for c in table.columns]
    assert len(frame) == table.built["rows"]
    for column in table.columns:
        if column.type == "category":
            assert isinstance(frame[column.name].dtype, pd.CategoricalDtype)
            assert frame[column.name].cat.categories.is_monotonic_increasing
    assert table.sources and all(s.citation and s.licence and s.use for s in table.sources)


def test_filters_select_the_same_rows_as_pandas():
    whole = load("un_votes")
    some = load("un_votes", iso3=["RUS", "IRN"], year=slice(2021, 2022))
    expected = whole[whole["iso3"].isin(["RUS", "IRN"]) & whole["year"].between(2021, 2022)]
    assert some.astype("str").to_csv(index=False) == expected.astype("str").to_csv(index=False)


def test_known_totals_of_the_votes():
    """Published tallies, and the number of country votes to 10 September 2024, absences included."""
    votes, resolutions = load("un_votes"), load("un_resolutions").set_index("resolution_id")
    assert resolutions.loc["A/RES/ES-11/1", ["yes", "no", "abstain"]].tolist() == [141, 5, 35]
    assert str(resolutions.loc["A/RES/ES-11/1", "date"])[:10] == "2022-03-02"
    positions = {
        "A/RES/ES-11/1": {"RUS": 3, "IRN": 2, "CHN": 2, "PRK": 3},
        "A/RES/ES-11/3": {"RUS": 3, "IRN": 3, "CHN": 3, "PRK": 3},
    }
    for resolution, expected in positions.items():
        cast = votes[votes["resolution_id"] == resolution].set_index("iso3")["vote"]
        assert cast[list(expected)].to_dict() == expected
    assert (votes["date"] <= "2024-09-10").sum() == 893_587


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: load("un_vote"), "no table 'un_vote': did you mean un_votes"),
        (lambda: load("arms/deal"), "did you mean arms/deals"),
        (lambda: load("un_votes", country="RUS"), "has no column 'country'"),
        (lambda: load("un_votes", iso3="RSU"), "unknown country code 'RSU'"),
        (lambda: load("un_votes", year=2150), "covers 1946-2025; 2150 is outside"),
        (lambda: load("un_votes", year=slice(1800, 1900)), "1800-1900 is outside"),
        (lambda: load("un_votes", iso3=[]), "no value given for the filter iso3"),
    ],
)
def test_wrong_calls_are_one_line(call, words):
    with pytest.raises(WorkbookError) as error:
        call()
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_truncated_file(copied):
    path = copied / "arms/deals.parquet"
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(WorkbookError, match=r"data/arms/deals.parquet cannot be read .*git checkout"):
        load("arms/deals")


def test_missing_file(copied):
    (copied / "arms/deals.parquet").unlink()
    with pytest.raises(WorkbookError, match=r"data/arms/deals.parquet is missing; restore it"):
        load("arms/deals")


def test_changed_value_names_table_and_column(copied):
    table = description.read_sidecar("power/deflator")
    frame = load("power/deflator")
    frame.loc[5, "cpi"] += 0.001
    storage.write_parquet(storage.to_arrow(frame, table), table.path)
    with pytest.raises(WorkbookError, match=r"data/power/deflator.parquet is not what the build wrote.*column cpi"):
        load("power/deflator")


def test_missing_row_is_counted(copied):
    table = description.read_sidecar("power/deflator")
    frame = load("power/deflator").iloc[:-1]
    storage.write_parquet(storage.to_arrow(frame, table), table.path)
    with pytest.raises(WorkbookError, match=r"has 112 rows, its side-car says 113"):
        load("power/deflator")


def test_broken_sidecar(copied):
    (copied / "arms/deals.yml").write_text("rows: [1, 2", encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"data/arms/deals.yml cannot be read"):
        load("arms/deals")


def _deals(change):
    frame, table = load("arms/deals"), description.read_sidecar("arms/deals")
    change(frame)
    return storage.to_pandas(storage.to_arrow(frame, table), table), table


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.__setitem__("tiv_delivered", f["tiv_delivered"].mask(f.index == 7, -1.0)), "column tiv_delivered"),
        (
            lambda f: f.__setitem__("supplier", f["supplier"].astype("str").mask(f.index == 3, "XYZ")),
            "XYZ is not a code",
        ),
        (
            lambda f: f.__setitem__("deal_id", f["deal_id"].astype("str").mask(f.index == 3, f["deal_id"][2])),
            "occurs twice",
        ),
        (lambda f: f.__setitem__("order_year", f["order_year"].mask(f.index == 9, 1700)), "column order_year"),
    ],
)
def test_broken_contract_names_table_row_and_column(change, words):
    frame, table = _deals(change)
    with pytest.raises(WorkbookError) as error:
        contracts.validate(frame, table)
    assert "table arms/deals" in str(error.value)
    assert "row " in str(error.value)
    assert words in str(error.value)


def test_parquet_bytes_are_deterministic(tmp_path):
    table = description.read_sidecar("arms/deals")
    arrow = storage.to_arrow(load("arms/deals"), table)
    for name in ("one", "two"):
        storage.write_parquet(arrow, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert storage.digest(tmp_path / "one") == table.built["sha256"]


def test_generated_files_are_up_to_date():
    for path, text in package.generated().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not what the side-cars say: workbook refresh"


def test_zero_is_kept_as_a_lower_bound():
    """A side-car that lost `minimum: 0` would let negative volumes pass."""
    assert description.read_sidecar("arms/deals").column("tiv_delivered").minimum == 0


def test_list_of_tables():
    listed = tables()
    assert listed["name"].tolist() == description.table_names()
    assert (listed["rows"] > 0).all()
    assert listed.set_index("name").loc["trade/pairs", "redistribution"] == "unknown"


def test_datapackage_describes_every_column():
    made = package.datapackage([description.read_sidecar(n) for n in description.table_names()])
    names = {r["path"].removesuffix(".parquet") for r in made["resources"]}
    assert names == set(description.table_names())
    for resource in made["resources"]:
        assert set(resource["schema"]["primaryKey"]) <= {f["name"] for f in resource["schema"]["fields"]}
        assert resource["sources"] and resource["licenses"]
