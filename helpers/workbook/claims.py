"""`workbook claims`: print the claims with verdict, confidence, evidence and counter-evidence, computed now."""

import sys

from helpers.errors import WorkbookError
from helpers.workbook import UsageError, report

EXAMPLES = """\
  workbook claims                            all claims, with the number of each verdict
  workbook claims --id C07                   one claim, with its rule
  workbook claims --id C07,C30 --pair CHN-IRN
  workbook claims --format csv > claims.csv

A verdict follows from a rule that was written down before it was computed. For another pair, claims that are about
Russia and Iran alone do not carry over.
"""

FORMATS = ("text", "csv", "json")


def options(parser):
    """Arguments of the command."""
    parser.add_argument("--id", help="claims to print, separated by commas, such as C07,C30 (default: all)")
    parser.add_argument("--pair", default="RUS-IRN", help="two codes or names, such as CHN-IRN (default: RUS-IRN)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")


def main(args):
    """Print the verdicts."""
    from helpers import countries
    from helpers.claims import evaluation, register

    try:
        pair = tuple(countries.pair(args.pair))
    except WorkbookError as error:
        raise UsageError(f"--pair {args.pair}: {error}") from None
    wanted = _ids(args.id, register)
    report(f"judging {len(wanted)} claims for {'-'.join(pair)}")
    judged = evaluation.evaluate(pair, wanted)
    if args.format == "csv":
        judged.to_csv(sys.stdout, index=False, lineterminator="\n")
    elif args.format == "json":
        print(judged.to_json(orient="records", force_ascii=False, indent=1))
    else:
        print("\n\n".join(_paragraph(row, bool(args.id)) for row in judged.to_dict("records")))
        if not args.id:
            print()
            for row in evaluation.counts(judged).itertuples():
                print(f"{row.claims:>3}  {row.verdict}")
    return 0


def _ids(text, register):
    known = list(register.claims().index)
    if text is None:
        return known
    wanted = [part.strip().upper() for part in text.split(",") if part.strip()]
    try:
        for id in wanted:
            register.claim(id)
    except WorkbookError as error:
        raise UsageError(f"--id {text}: {error}") from None
    if not wanted:
        raise UsageError(f"--id {text}: names no claim")
    return list(dict.fromkeys(wanted))


def _paragraph(row, with_rule):
    sure = f", confidence {row['confidence']}" if row["confidence"] else ""
    held = f", criteria met: {row['met']}" if row["met"] else ""
    lines = [f"{row['id']}  {row['claim']}", f"     {row['verdict'].upper()} ({row['kind']}{sure}{held})"]
    lines += [f"     {words}" for words in (row["evidence"], row["counter_evidence"]) if words]
    if with_rule and row["criteria"]:
        lines += [f"     - {part}" for part in row["criteria"].split("; ")]
    chart = f", chart {row['chart']}" if row["chart"] else ""
    return "\n".join([*lines, f"     notebook {row['notebook']}{chart}"])
