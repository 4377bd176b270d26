"""Table of exchange rates: rouble, rial and, through the market of Tehran, the currencies of Iran's partners."""

import pandas as pd

from helpers.datasets.description import Column, Table
from helpers.measures import money
from helpers.sources import irr_free_market, rub_usd

KINDS = {
    "official": "rate of the central bank",
    "free_market": "quotation of the free market of Tehran",
    "tehran_cross": "rial per dollar over rial per unit of the currency, both on the free market of Tehran",
}

RATES = Table(
    name="money/rates",
    title="Exchange rates of the rouble, the rial and others, monthly means",
    description=(
        "One row per currency, currency of the price, kind and month: how many units of one buy one unit of the other."
    ),
    key=("currency", "per", "kind", "month"),
    columns=(
        Column("month", "date", "first day of the month"),
        Column("currency", "category", "ISO 4217 code of the currency that is counted"),
        Column("per", "category", "ISO 4217 code of the currency of which one unit is bought"),
        Column(
            "kind",
            "category",
            "; ".join(f"{kind}: {meaning}" for kind, meaning in KINDS.items()),
            allowed=tuple(KINDS),
        ),
        Column("rate", "number", "mean of the month", unit="units of currency for one unit of per", minimum=0),
        Column("days", "integer", "days with a rate of their own; missing where computed", minimum=1, nullable=True),
        Column("source", "category", "folder name of the source"),
        Column("vintage", "category", "last month of the source"),
    ),
    sources=(rub_usd.SOURCE, irr_free_market.SOURCE),
    notes=(
        "A higher rate is a weaker currency. Kinds are never joined into one series.",
        "The official rouble rate ends in November 2023, in new roubles throughout (before 1998 divided by 1,000); "
        "a rate holds until the next one. Tehran_cross goes on, is implied and not traded, and went astray in March "
        "2022.",
        "No source here has an official, NIMA or customs rate of the rial, nor consumer prices of Iran or Russia: "
        "there is no real exchange rate. The free market is thin and its quotations are those of one site.",
        "Rial in rial, not toman (1 toman = 10 rial). The first and the last month of a source may be incomplete: "
        "see days.",
    ),
)


def rates(snapshots):
    """Monthly means of all rates."""
    official = rub_usd.months(snapshots).assign(currency="RUB", per="USD", kind="official")
    free = irr_free_market.months(snapshots)
    crossed = money.crosses(free).assign(per="USD", kind="tehran_cross", days=None)
    rial = free.rename(columns={"currency": "per"}).assign(currency="IRR", kind="free_market")
    rial = pd.concat([rial, crossed.astype({"days": "Int32"})], ignore_index=True)
    parts = [
        rows.assign(source=module.SOURCE.name, vintage=module.VINTAGE)
        for module, rows in ((rub_usd, official), (irr_free_market, rial))
    ]
    frame = pd.concat([part.astype({"days": "Int32"}) for part in parts], ignore_index=True)
    return frame[[column.name for column in RATES.columns]]


TABLES = [(RATES, rates)]
