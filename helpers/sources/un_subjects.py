"""Subjects of General Assembly resolutions, coded by a rule from title, agenda item and subject heading.

The published coding of six issues ends in 2020 and covers the roll calls that could be linked. The rule gives every
other resolution a code, so that recent years can be read by issue too. It has two procedures, one per issue:

- patterns, in `un_subjects.csv` beside this module: Palestine, nuclear, and the subjects of our own;
- precedents (`precedents`): arms control, human rights, colonialism and development. These depend less on single words
  than on how texts that return were coded before, so a resolution follows the coded ones that it is most like.

Patterns, and every constant of the precedents, were set on the coded years that `held_out` leaves. The rule is measured
on those that it holds out.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.errors import WorkbookError
from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="un_subjects",
    title="Rule for the subjects of General Assembly resolutions",
    short="Russia-Iran workbook, subject rule, edition of November 2026",
    citation="The Russia-Iran workbook, rule for the subjects of General Assembly resolutions.",
    version="Edition of November 2026",
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

BY_PRECEDENT = ("arms_control", "human_rights", "colonialism", "development")
"""The issues that follow precedents."""

BY_PATTERN = (*(name for name in ISSUES if name not in BY_PRECEDENT), *SUBJECTS)
"""The issues and subjects that follow patterns."""

COLUMNS = ("issue", "effect", "field", "pattern", "reason")
FIELDS = ("title", "agenda", "any", "symbol", "record")
"""What a pattern is searched in: title, agenda string, either of them, symbol, or "symbol | title | agenda"."""

FIRST_HELD_OUT = 2014
EVERY_HELD_OUT = 5

APPROXIMATE = 0.8
"""An issue whose precision, recall or F1 is lower is approximate."""

LIKENESS_POWER = 4
MEMORY_YEARS = 10
PENALTY = 3.0
CUT = -0.2
"""Constants of `precedents`, chosen by cross-validation within the years not held out: leaving out every fourth of
them in turn, and all from 1991, 1999 and 2007 on."""

_DOCUMENT = re.compile(r"\ba/[\w/.()]+")
_PART = re.compile(r"\d([A-Z]{1,2})$")
_FORMULA = re.compile(r"\s*:\s*resolution\s*/\s*(?:adopted )?by the general assem.*$", re.DOTALL)


def held_out(year):
    """Whether a year is held out of the writing of the rule: every fifth year, and all from 2014.

    The rule serves years without a published code, which are the latest ones and many before 1976; the split measures
    it on both. It is fixed: patterns and constants come from the other years only.

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
    allowed = {"issue": BY_PATTERN, "effect": ("include", "exclude"), "field": FIELDS}
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
    """Issues and subjects of resolutions by patterns.

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
        One boolean column per issue and subject that follows patterns, on the index of `resolutions`.
    """
    rule = rules() if rule is None else rule
    fields = texts(resolutions)
    flags = pd.DataFrame(False, index=resolutions.index, columns=list(BY_PATTERN))
    for effect, value in (("include", True), ("exclude", False)):
        for row in rule[rule["effect"] == effect].itertuples():
            for field in ("title", "agenda") if row.field == "any" else (row.field,):
                found = fields[field].map(re.compile(row.pattern).search).notna()
                flags.loc[found, row.issue] = value
    return flags


def precedents(resolutions, published):
    """Issues of uncoded resolutions by their likeness to coded ones.

    Two resolutions are alike by

        k = s / 2 + s^4 / 2 * exp(-years / 10) * (1 if both are the same part of a resolution, as A, else 1/2),

    with s the mean of two cosines of TF-IDF vectors: of words and word pairs of title, agenda item and heading, and of
    runs of three to five letters of the title. The first term is likeness of words; the second is large only where a
    text returns, the more so the nearer in time, since the codes of one recurring text change over the years. A support
    vector machine weighs the coded resolutions by k, issue by issue; an issue is given where its decision value exceeds
    the cut.

    Parameters
    ----------
    resolutions : pandas.DataFrame
        resolution_id, year, title, agenda.
    published : pandas.DataFrame
        Nullable flag per issue, missing where there is no code to follow, on the same index.

    Returns
    -------
    pandas.DataFrame
        One nullable boolean column per issue of `BY_PRECEDENT`: the code that follows where none is published, the
        published one elsewhere.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import SVC

    known = published.notna()
    coded, others = resolutions[known.any(axis=1)], resolutions[~known.all(axis=1)]
    vectorizers = (
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True),
    )
    learned = [v.fit_transform(text) for v, text in zip(vectorizers, _bare(coded), strict=True)]
    asked = [v.transform(text) for v, text in zip(vectorizers, _bare(others), strict=True)]
    within = _likeness(coded, learned, coded, learned)
    across = _likeness(others, asked, coded, learned)
    flags = published[list(BY_PRECEDENT)].astype("boolean")
    for issue in BY_PRECEDENT:
        follow = known.loc[coded.index, issue].to_numpy()
        truth = published.loc[coded.index[follow], issue].astype(bool)
        model = SVC(C=PENALTY, kernel="precomputed").fit(within[np.ix_(follow, follow)], truth)
        found = pd.Series(model.decision_function(across[:, follow]) > CUT, index=others.index)
        flags[issue] = flags[issue].fillna(found.astype("boolean"))
    return flags


def _bare(resolutions):
    """Title with agenda, and title alone, without digits, signs and symbols of documents."""
    fields = texts(resolutions)
    agenda = fields["agenda"].str.replace(_DOCUMENT, "", regex=True)
    title, agenda = (text.str.replace(r"[\W_\d]+", " ", regex=True).str.strip() for text in (fields["title"], agenda))
    return title + " " + agenda, title


def _likeness(first, first_texts, second, second_texts):
    """The likeness k of `precedents`, first by second."""
    alike = sum((a @ b.T).toarray() for a, b in zip(first_texts, second_texts, strict=True)) / len(first_texts)
    apart = abs(np.subtract.outer(first["year"].to_numpy(dtype=float), second["year"].to_numpy(dtype=float)))
    parts = [frame["resolution_id"].astype("str").str.extract(_PART)[0].fillna("") for frame in (first, second)]
    same = np.equal.outer(*(part.to_numpy(dtype="str") for part in parts))
    return alike / 2 + alike**LIKENESS_POWER / 2 * np.exp(-apart / MEMORY_YEARS) * np.where(same, 1.0, 0.5)


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
    """Precision and recall of flags against the published codes, issue by issue.

    precision = hits / flagged; recall = hits / published; f1 = 2 hits / (flagged + published).

    Parameters
    ----------
    flags : pandas.DataFrame
        One boolean column per issue; the rows to judge.
    published : pandas.DataFrame
        One nullable boolean column for each issue to judge; rows without a code are not judged.
    method : str
        What to call the flags.

    Returns
    -------
    pandas.DataFrame
        issue, method, n, positives, flagged, precision, recall, f1, approximate.
    """
    rows = []
    for issue in published:
        true = published[issue].dropna().astype(bool)
        said = flags.loc[true.index, issue].astype(bool)
        hits, flagged, positives = int((said & true).sum()), int(said.sum()), int(true.sum())
        precision, recall = hits / flagged, hits / positives
        f1 = 2 * hits / (flagged + positives)
        short = min(precision, recall, f1) < APPROXIMATE
        rows.append((issue, method, len(true), positives, flagged, precision, recall, f1, short))
    names = ["issue", "method", "n", "positives", "flagged", "precision", "recall", "f1", "approximate"]
    return pd.DataFrame(rows, columns=names)
