"""Tables of UN votes: resolutions, votes by country, published ideal points."""

from helpers.build.columns import STATE
from helpers.datasets.description import Column, Table
from helpers.sources import un_ga_votes, un_ideal_points, un_subjects

COVERAGE_NOTES = (
    "Adopted resolutions with a recorded vote: no paragraph votes, no failed drafts, nothing adopted without a vote.",
    "Sessions 1 to 79 are complete but for one vote whose symbol, date and title could not be identified and that "
    "stays out; of session 80 there are three votes, and ES-11/9 of 3 December 2025. Calendar 2025 is partial: use "
    "years to 2024.",
    "No votes were recorded in the 19th session (1964).",
    "SUN to December 1991, RUS after; CHN is the Republic of China to 25 October 1971; GER is the Federal Republic to "
    "1990; YEM is North Yemen before 1990; EGY includes the United Arab Republic of 1958-61.",
    "In 2025 the United States asked for votes on many texts that used to pass without one, which moves any rate of "
    "agreement.",
)

RESOLUTIONS = Table(
    name="votes/un_resolutions",
    title="Resolutions of the UN General Assembly with a recorded vote",
    description="One row per adopted resolution whose vote was recorded by country, with tally and issue flags.",
    key=("resolution_id",),
    columns=(
        Column("resolution_id", "category", "symbol of the resolution"),
        Column("date", "date", "day of the vote"),
        Column("session", "category", "session of the Assembly: 79, 6sp (sixth special), 11emsp (emergency special)"),
        Column("year", "integer", "calendar year of the vote", minimum=1946),
        Column("title", "string", "title of the resolution"),
        Column("agenda", "string", "agenda document, item and subject heading, as in the record"),
        Column("yes", "integer", "votes in favour", unit="states", minimum=0),
        Column("no", "integer", "votes against", unit="states", minimum=0),
        Column("abstain", "integer", "abstentions", unit="states", minimum=0),
        Column("absent", "integer", "members that did not vote", unit="states", minimum=0),
        *(Column(name, "boolean", f"issue: {label}") for name, label in un_subjects.ISSUES.items()),
        Column(
            "coding",
            "category",
            "who coded the six issues (partly: as in the notes)",
            allowed=("published", "partly", "rule"),
        ),
        *(Column(name, "boolean", f"subject, by rule: {label}") for name, label in un_subjects.SUBJECTS.items()),
        Column(
            "important",
            "boolean",
            "important vote in the reports of the US State Department; missing where not coded",
            nullable=True,
        ),
    ),
    sources=(un_ga_votes.SOURCE, un_ga_votes.VOETEN, un_ga_votes.STATE_DEPARTMENT, un_subjects.SOURCE),
    notes=(
        *COVERAGE_NOTES,
        "Tallies are counted from the votes.",
        "Issues are Voeten's codes where the roll call could be linked (coding: published), else those of a rule from "
        "title, agenda item and subject heading (coding: rule), which is all of session 76 and later. Palestine and "
        "nuclear follow patterns; arms control, human rights, colonialism and development follow the coded resolutions "
        "of all years that a text is most like. How well the rule meets the published codes stands in "
        "votes/issue_accuracy; some issues are approximate.",
        "In sessions 74 and 75 the published codes of colonialism and development are a copy of arms control, so the "
        "rule stands in for these two (coding: partly).",
        "Important votes: Voeten for 1983-2017, the reports themselves for 2019-2023. A false value says the vote was "
        "coded and is not on the list.",
    ),
)

ISSUE_ACCURACY = Table(
    name="votes/issue_accuracy",
    title="How well the issue rule meets the published issue codes",
    description=(
        "Precision and recall of the rule, and of a bag-of-words baseline, on coded resolutions of years held out: "
        "every fifth year to 2010, and all from 2014."
    ),
    key=("issue", "method", "split"),
    columns=(
        Column("issue", "category", "issue flag of votes/un_resolutions"),
        Column("method", "category", "rule: patterns or precedents; baseline: TF-IDF and logistic regression"),
        Column(
            "split",
            "category",
            "held_out: years held out of rule and baseline; without_repeats: less the codes that repeat another issue",
            allowed=("held_out", "without_repeats"),
        ),
        Column("n", "integer", "resolutions judged", unit="resolutions", minimum=1),
        Column("positives", "integer", "resolutions with the issue as published", unit="resolutions", minimum=1),
        Column("flagged", "integer", "resolutions with the issue by this method", unit="resolutions", minimum=1),
        Column("precision", "number", "share of the flagged that are published", unit="share", minimum=0, maximum=1),
        Column("recall", "number", "share of the published that are flagged", unit="share", minimum=0, maximum=1),
        Column("f1", "number", "harmonic mean of precision and recall", unit="share", minimum=0, maximum=1),
        Column("approximate", "boolean", f"precision, recall or F1 below {un_subjects.APPROXIMATE}"),
    ),
    sources=(un_ga_votes.SOURCE, un_ga_votes.VOETEN, un_subjects.SOURCE),
    notes=(
        "The published codes have quirks that no text explains: codes of one recurring text change over the years.",
        "Palestine and nuclear: patterns, written from the errors of the other years alone and revised once from them "
        "after their totals on the years held out had been seen.",
        "Arms control, human rights, colonialism and development: a support vector machine over the likeness of texts, "
        "in which the return of a text near in time counts most. It replaced patterns that fell short of the baseline "
        "on two issues in the years held out. Its form and constants were chosen by cross-validation within the other "
        "years and then judged once on the years held out; here it learns from the other years, as the baseline does.",
        "In sessions 74 and 75 the published codes of colonialism and development are a copy of arms control. In "
        "held_out they stand as published, which no text can meet; without_repeats leaves them out. The copy was found "
        "when the finished rule was applied, and changed neither the rule nor the figures of held_out.",
        "Subjects of our own (sovereignty and others) have no published coding and cannot be judged this way.",
    ),
)

VOTES = Table(
    name="votes/un_votes",
    title="Recorded votes in the UN General Assembly, by country",
    description="One row per member and adopted resolution, absences included.",
    key=("resolution_id", "iso3"),
    columns=(
        Column("resolution_id", "category", "symbol of the resolution"),
        Column("date", "date", "day of the vote"),
        Column("year", "integer", "calendar year of the vote", minimum=1946),
        Column("iso3", "category", "member that voted, code at the time", country=True),
        Column("vote", "integer", "1 yes, 2 abstain, 3 no, 8 absent", allowed=(1, 2, 3, 8)),
    ),
    sources=(un_ga_votes.SOURCE,),
    notes=(*COVERAGE_NOTES, "Absent (8) is not an abstention (2)."),
)

IDEAL_POINTS = Table(
    name="votes/ideal_points",
    title="Ideal points of states from UN votes, as published",
    description="Position of each state on the main dimension of UN voting; higher is closer to the United States.",
    key=("iso3", "year", "release", "estimate"),
    columns=(
        STATE,
        Column("year", "integer", "calendar year (legacy: session + 1945)", minimum=1946),
        Column("release", "category", "release of the estimates", allowed=("July 2025", "April 2026")),
        Column("estimate", "category", "set of votes", allowed=("final_passage", "all_votes", "legacy")),
        Column("value", "number", "posterior mean", unit="ideal-point units of this release", minimum=-10, maximum=10),
        *(
            Column(f"q{q}", "number", f"posterior quantile, {q} per cent", unit="ideal-point units", nullable=True)
            for q in (5, 10, 50, 90, 95)
        ),
        Column("n_votes", "integer", "votes behind the estimate", unit="votes", minimum=0),
    ),
    sources=(un_ideal_points.SOURCE,),
    notes=(
        "Every release has its own scale: never join two releases, nor two estimates of one.",
        "In the release of April 2026 the estimate of 2024 rests on 8 votes; use the release of July 2025 for it.",
        "The source has one series for the USSR and Russia; years to 1991 are coded SUN here. China starts in 1971.",
    ),
)

TABLES = [
    (RESOLUTIONS, un_ga_votes.resolutions),
    (ISSUE_ACCURACY, un_ga_votes.issue_accuracy),
    (VOTES, un_ga_votes.votes),
    (IDEAL_POINTS, un_ideal_points.estimates),
]
