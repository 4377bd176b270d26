"""Subjects of General Assembly resolutions, coded by a rule of patterns in `un_subjects.csv` beside this module.

The published coding of six issues ends in 2020 and covers the roll calls that could be linked. The rule gives every
resolution a code from its title, agenda item and subject heading, so that recent years can be read by issue too. It
was written from the coded years that `held_out` leaves, and is measured on those that it holds out.
"""

import re
from pathlib import Path

import pandas as pd

from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources import compiled

SOURCE = Source(
    name="un_subjects",
    title="Rule for the subjects of General Assembly resolutions",
    producer="the Russia-Iran workbook",
    short="Russia-Iran workbook, subject rule, edition of November 2026",
    citation="The Russia-Iran workbook, rule for the subjects of General Assembly resolutions.",
    version="Edition of November 2026",
    url=None,
    licence="MIT (own work of the project)",
    redistribution="open",
    use="Free to use.",
)

FILE = Path(__file__).with_name("un_subjects.csv")

ISSUES = {
    "palestine": "Palestinian conflict",
    "nuclear": "nuclear weapons and material",
    "arms_control": "arms control and disarmament",
    "human_rights": "human rights",
    "colonialism": "colonialism",
    "development": "economic development",
}
"""The issues of the published coding."""

SUBJECTS = {
    "sovereignty": "sovereignty, territorial integrity and non-interference",
    "coercive_measures": "unilateral coercive measures, embargoes on Cuba and Nicaragua included",
    "country_human_rights": "human rights in one country, Israel and its territories left out",
    "ukraine": "Ukraine and Crimea since 2014",
    "syria": "Syria, the Golan left out",
    "iran": "Iran",
    "cyber_space": "outer space, and security of information and communications technology",
}
"""Subjects of our own, which no published coding has."""

COLUMNS = ("issue", "effect", "field", "pattern", "reason")
FIELDS = ("title", "agenda", "any", "symbol", "record")
"""What a pattern is searched in: title, agenda string, either of them, symbol, or "symbol | title | agenda"."""

FIRST_HELD_OUT = 2014
EVERY_HELD_OUT = 5

APPROXIMATE = 0.8
"""A subject whose precision or recall is lower is approximate."""

_FORMULA = re.compile(r"\s*:\s*resolution\s*/\s*(?:adopted )?by the general assem.*$", re.DOTALL)


def held_out(year):
    """Whether a year is held out of the writing of the rule: every fifth year, and all from 2014.

    The rule serves years without a published code, which are the latest ones and many before 1976; the split measures
    it on both. It is fixed: patterns are written from the other years only.

    Parameters
    ----------
    year : pandas.Series
        Calendar years.

    Returns
    -------
    pandas.Series
        Boolean.
    """
    return (year >= FIRST_HELD_OUT) | (year % EVERY_HELD_OUT == 0)


def rules(path=FILE):
    """The rule, one row per pattern.

    Returns
    -------
    pandas.DataFrame
        issue, effect (include or exclude), field, pattern (regular expression, lower case), reason.

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule.
    """
    allowed = {"issue": (*ISSUES, *SUBJECTS), "effect": ("include", "exclude"), "field": FIELDS}
    rows = list(compiled.rows(Path(path), COLUMNS))
    for row in rows:
        compiled.check_allowed(row, allowed)
        compiled.check_filled(row, ("pattern", "reason"))
        try:
            re.compile(row["pattern"])
        except re.error as error:
            raise row.fault("pattern", f"is no regular expression ({error})") from None
    frame = pd.DataFrame([{name: row[name] for name in COLUMNS} for row in rows])
    missing = [
        name for name in allowed["issue"] if not ((frame["issue"] == name) & (frame["effect"] == "include")).any()
    ]
    if missing:
        raise WorkbookError(f"{Path(path).name}: no pattern includes anything in {missing[0]}; add one")
    return frame


def texts(resolutions):
    """The fields that patterns are searched in, in lower case, the title without its closing formula."""
    title = resolutions["title"].astype("str").str.lower().str.replace(_FORMULA, "", regex=True).str.strip()
    agenda = resolutions["agenda"].astype("str").str.lower()
    symbol = resolutions["resolution_id"].astype("str").str.lower()
    return {"title": title, "agenda": agenda, "symbol": symbol, "record": symbol + " | " + title + " | " + agenda}


def code(resolutions, rule=None):
    """Subjects of resolutions by the rule.

    A resolution has a subject if a pattern that includes matches and none that excludes does. It may have several.

    Parameters
    ----------
    resolutions : pandas.DataFrame
        resolution_id, title, agenda and more.
    rule : pandas.DataFrame, optional
        As `rules` returns it, which is the default.

    Returns
    -------
    pandas.DataFrame
        One boolean column per issue and subject, on the index of `resolutions`.
    """
    rule = rules() if rule is None else rule
    fields = texts(resolutions)
    flags = pd.DataFrame(False, index=resolutions.index, columns=[*ISSUES, *SUBJECTS])
    for effect, value in (("include", True), ("exclude", False)):
        for row in rule[rule["effect"] == effect].itertuples():
            for field in ("title", "agenda") if row.field == "any" else (row.field,):
                found = fields[field].map(re.compile(row.pattern).search).notna()
                flags.loc[found, row.issue] = value
    return flags


def baseline(resolutions, published):
    """What a bag of words makes of the same texts: TF-IDF and logistic regression, one per issue.

    Words and word pairs that occur in two texts or more; C = 10, chosen by cross-validation within the years that are
    not held out. It learns from the published codes of these years alone.

    Parameters
    ----------
    resolutions : pandas.DataFrame
        resolution_id, year, title, agenda.
    published : pandas.DataFrame
        Nullable flag per issue, missing where no code was published, on the same index.

    Returns
    -------
    pandas.DataFrame
        Boolean column per issue, for all resolutions.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    fields = texts(resolutions)
    text = fields["title"] + " " + fields["agenda"]
    learn = published.notna().all(axis=1) & ~held_out(resolutions["year"])
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    known, every = words.fit_transform(text[learn]), words.transform(text)
    flags = {}
    for issue in ISSUES:
        model = LogisticRegression(C=10, max_iter=1000).fit(known, published.loc[learn, issue].astype(bool))
        flags[issue] = model.predict(every)
    return pd.DataFrame(flags, index=resolutions.index)


def accuracy(flags, published, method):
    """Precision and recall of flags against the published codes, by issue.

    precision = hits / flagged; recall = hits / published; f1 = 2 hits / (flagged + published).

    Parameters
    ----------
    flags, published : pandas.DataFrame
        One boolean column per issue; the rows to judge, all of them coded.
    method : str
        What to call the flags.

    Returns
    -------
    pandas.DataFrame
        issue, method, n, positives, flagged, precision, recall, f1, approximate.
    """
    rows = []
    for issue in ISSUES:
        said, true = flags[issue].astype(bool), published[issue].astype(bool)
        hits, flagged, positives = int((said & true).sum()), int(said.sum()), int(true.sum())
        precision, recall = hits / flagged, hits / positives
        f1 = 2 * hits / (flagged + positives)
        short = min(precision, recall) < APPROXIMATE
        rows.append((issue, method, len(true), positives, flagged, precision, recall, f1, short))
    names = ["issue", "method", "n", "positives", "flagged", "precision", "recall", "f1", "approximate"]
    return pd.DataFrame(rows, columns=names)
