"""Every published table: its contract, and, where that takes seconds only, the build again."""

import pandas as pd
import pytest
from upstream import SOURCES, needs_sources, rebuilt

from helpers import load
from helpers.build.tables import recipes
from helpers.datasets import contracts
from helpers.sources.snapshots import Snapshots

RECIPES = recipes()

COMPILED = (
    *("arms/embargoes", "events/statements", "events/timeline", "states/codes", "states/succession"),
    *("ties/commitments", "ties/exercises", "ties/meeting_counts", "ties/meetings", "ties/recent_memberships"),
    *("ties/treaties", "votes/sc_iran"),
)
"""Tables that need no upstream file."""

QUICK = (
    *("arms/expenditure", "arms/strikes", "events/listed_programmes", "events/listings", "events/sanction_cases"),
    *("events/sanction_programmes", "events/sanctions", "power/capability", "power/countries", "power/deflator"),
    *("power/income", "power/regimes", "states/places", "states/system", "ties/agreements", "ties/conflicts"),
    *("ties/disputes", "ties/exercise_counts", "ties/exercise_overlap", "ties/exercise_pairs", "ties/exercise_parts"),
    *("ties/organisations", "ties/peace", "ties/territory", "trade/chapters", "trade/partner_shares", "trade/regions"),
    *("votes/ideal_points", "votes/sc_vetoes", "votes/sc_votes"),
)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_keeps_its_contract(name):
    contracts.validate(load(name), RECIPES[name][0])


@pytest.mark.parametrize("name", COMPILED)
def test_compiled_table_is_what_its_list_says(name):
    pd.testing.assert_frame_equal(rebuilt(*RECIPES[name]), load(name))


@needs_sources
@pytest.mark.parametrize("name", QUICK)
def test_build_gives_what_is_committed(name):
    pd.testing.assert_frame_equal(rebuilt(*RECIPES[name], Snapshots(SOURCES)), load(name))
