"""The `workbook` command line: finds the command, reads its options, turns faults of the input into one line."""

import argparse
import os
import sys
from difflib import get_close_matches
from importlib import import_module

from helpers.errors import WorkbookError
from helpers.workbook import UsageError

COMMANDS = ("run", "test", "export", "check", "claims", "refresh", "lab", "bench")
"""Each is a module of this package with EXAMPLES, options(parser) and main(args); its docstring says what it does."""

PASSING_ON = ("lab",)
"""Commands that hand options they do not know to another program."""


class Parser(argparse.ArgumentParser):
    """Refuses bad options with one line instead of the usage."""

    def error(self, message):
        """Raise instead of printing and leaving."""
        raise UsageError(f"{message}; see `{self.prog} --help`")


def main(arguments=None):
    """Run one command.

    Parameters
    ----------
    arguments : list of str, optional
        Default: those of the program.

    Returns
    -------
    int
        Exit status: 0 done, 1 failed, 2 the command line makes no sense, 130 interrupted.
    """
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except WorkbookError as error:
        return _failed(error, 2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _failed(f"{error.strerror or error}: {error.filename}" if error.filename else error, 1)
    except KeyboardInterrupt:
        return _failed("interrupted", 130)


def _failed(message, status):
    sys.stdout.flush()
    print("workbook: " + " ".join(str(message).split()), file=sys.stderr)
    return status


def _run(arguments):
    if not arguments or arguments[0] in ("-h", "--help"):
        print(overview())
        return 0
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        near = get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}"
        raise UsageError(f"no command {name!r}: {hint}; see `workbook --help`")
    command = import_module(f"helpers.workbook.{name}")
    parser = Parser(
        prog=f"workbook {name}",
        description=purpose(command),
        epilog="examples:\n" + command.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.options(parser)
    if name in PASSING_ON:
        args, args.more = parser.parse_known_args(rest)
    else:
        args = parser.parse_intermixed_args(rest)
    return command.main(args)


def purpose(command):
    """What a command does, in one sentence: its module's docstring after the name."""
    text = command.__doc__.split(": ", 1)[1]
    return text[0].upper() + text[1:]


def overview():
    """The text of `workbook --help`."""
    lines = ["usage: workbook COMMAND [options]", "", "commands:"]
    lines += [f"  {name:<10}{purpose(import_module(f'helpers.workbook.{name}'))}" for name in COMMANDS]
    lines += ["", "`workbook COMMAND --help` shows options and examples.", "", "examples:"]
    lines += ["  workbook run --pair CHN-IRN", "  workbook export --format png,csv", "  workbook test"]
    return "\n".join(lines)
