"""Notebooks: which there are, their parameters, their execution in a fresh kernel, and how they are written."""

import ast
import asyncio
import json
import re
import subprocess
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from helpers.errors import WorkbookError
from helpers.files import write_text
from helpers.workbook import NOTEBOOKS, ROOT, UsageError, environment
from helpers.workbook.outputs import code_cells, place

CELL_SECONDS = 600
"""Longest time that one cell may take."""

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
"""Metadata of every notebook: nothing in it depends on the machine or the release of Python."""

VOLATILE = ("execution", "papermill", "ExecuteTime", "collapsed", "scrolled")
"""Cell metadata that programs leave behind."""


def discover(folder=None):
    """Paths of the notebooks in `folder` (default: the project's own), in reading order."""
    return sorted(p for p in Path(folder or NOTEBOOKS).glob("*.ipynb") if not p.name.startswith("."))


def select(names, folder=None):
    """The notebooks that `names` mean; all of them if there are no names.

    Parameters
    ----------
    names : list of str
        Names (06-un-voting), numbers (6) or paths.
    folder : path, optional
        Where to look; the project's own notebooks by default.

    Raises
    ------
    UsageError
        If a name fits no notebook, or there are none.
    """
    every = discover(folder)
    if not every and not names:
        raise UsageError(f"there are no notebooks in {_relative(folder or NOTEBOOKS)}")
    return list(dict.fromkeys(_find(name, every) for name in names)) if names else every


def _find(name, every):
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path.resolve()
    for candidate in every:
        number, _, title = candidate.stem.partition("-")
        same_number = name.isdecimal() and number.isdecimal() and int(name) == int(number)
        if same_number or path.name in (candidate.name, candidate.stem, title):
            return candidate
    stems = [p.stem for p in every]
    near = get_close_matches(path.stem, stems + [s.partition("-")[2] for s in stems], n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(stems) or 'none'}"
    raise UsageError(f"no notebook {name!r}: {hint}")


def _relative(path):
    path = Path(path)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def read(path):
    """The notebook at `path`; cells without an id get one from their position, so that it stays the same.

    Raises
    ------
    WorkbookError
        If the file is missing or no notebook.
    """
    import nbformat

    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        if content["nbformat"] != 4:
            raise ValueError(f"format {content['nbformat']}")
        for position, cell in enumerate(content["cells"], start=1):
            cell.setdefault("id", f"cell-{position:02d}")
        content["nbformat_minor"] = 5
        notebook = nbformat.reads(json.dumps(content), as_version=4)
        nbformat.validate(notebook)
    except FileNotFoundError:
        raise WorkbookError(f"{_relative(path)} is missing") from None
    except (ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        said = (str(error).splitlines() or ["?"])[0]
        raise WorkbookError(f"{_relative(path)} is not a notebook of format 4 ({said}); restore it") from None
    return notebook


def write(notebook, path):
    """Write a notebook whole or not at all, in the form in which Jupyter writes it."""
    import nbformat

    write_text(path, nbformat.writes(notebook).rstrip("\n") + "\n")


@dataclass(frozen=True)
class Parameter:
    """An assignment in the parameters cell: its value, and where in the cell the value's text stands."""

    value: object
    start: tuple
    end: tuple


def parameters(notebook):
    """Name -> `Parameter` for the assignments of the cell tagged `parameters`; empty if there is no such cell."""
    cell = parameters_cell(notebook)
    found = {}
    for target, value in _assignments(cell.source if cell else ""):
        try:
            literal = ast.literal_eval(value)
        except ValueError:
            continue
        start, end = (value.lineno, value.col_offset), (value.end_lineno, value.end_col_offset)
        found[target.id] = Parameter(literal, start, end)
    return found


def _assignments(source):
    """Name and value of `A = 1` and of `A, B = 1, 2`; none where the source is not plain Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            (target,), value = node.targets, node.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = zip(target.elts, value.elts, strict=False)
            yield from (pair for pair in pairs if isinstance(pair[0], ast.Name))


def parameters_cell(notebook):
    """The code cell tagged `parameters`, or None."""
    cells = [c for c in notebook.cells if c.cell_type == "code" and "parameters" in c.metadata.get("tags", [])]
    return cells[0] if cells else None


def inject(notebook, values):
    """Replace values in the parameters cell, keeping everything else of it.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place.
    values : dict
        Name -> new value.

    Returns
    -------
    list of str
        Names that the notebook does not have as parameters.
    """
    known = parameters(notebook)
    here = sorted((n for n in values if n in known), key=lambda n: known[n].start, reverse=True)
    cell = parameters_cell(notebook)
    for name in here:
        cell.source = _replaced(cell.source, known[name], _literal(values[name]))
    return [name for name in values if name not in known]


def _replaced(source, parameter, text):
    """`source` with the text of one value replaced; positions count bytes, as those of `ast` do."""
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    (first, column), (last, stop) = parameter.start, parameter.end
    before = b"".join(lines[: first - 1]) + lines[first - 1][:column]
    after = lines[last - 1][stop:] + b"".join(lines[last:])
    return (before + text.encode() + after).decode()


def _literal(value):
    """A value as Python source in the project's style."""
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_literal, value)) + (",)" if len(value) == 1 else ")")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


async def execute(notebook, folder):
    """Execute all code cells in a fresh kernel of this very Python, in `folder`.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Receives the outputs; nothing in it tells when or where it was executed.
    folder : path
        Working directory of the kernel.

    Raises
    ------
    WorkbookError
        At the first cell that fails, takes too long or writes to standard error.
    """
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    manager = AsyncKernelManager(kernel_name=KERNEL, kernel_spec_manager=_kernels())
    client = NotebookClient(
        notebook, km=manager, timeout=CELL_SECONDS, startup_timeout=120, store_widget_state=False, record_timing=False
    )
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client.reset_execution_trackers()
    try:
        await client.async_start_new_kernel(cwd=str(folder), env=environment(), stderr=subprocess.DEVNULL)
        await client.async_start_new_kernel_client()
        for position, cell in enumerate(notebook.cells):
            where = f"In [{client.code_cells_executed + 1}]"
            try:
                await client.async_execute_cell(cell, position)
            except CellExecutionError as error:
                raise WorkbookError(f"{where}: {error.ename}: {_last_line(error.evalue)}") from None
            except CellTimeoutError:
                raise WorkbookError(f"{where}: took longer than {CELL_SECONDS} s") from None
            except (DeadKernelError, RuntimeError) as error:
                if asyncio.current_task().cancelling():  # nbclient takes a cancellation for the death of the kernel
                    raise asyncio.CancelledError from None
                raise WorkbookError(f"{where}: the kernel died ({_last_line(str(error))})") from None
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                raise WorkbookError(f"{place(cell)}: wrote to standard error: {_warning(output.text)}")


KERNEL = "this-python"


def _kernels():
    """Kernel specifications with one for the interpreter that runs this, whatever else is installed."""
    from ipykernel.kernelspec import RESOURCES, get_kernel_dict
    from jupyter_client.kernelspec import KernelSpecManager

    class Kernels(KernelSpecManager):
        def get_kernel_spec(self, kernel_name):
            return self.kernel_spec_class(resource_dir=RESOURCES, **get_kernel_dict())

    return Kernels()


def _warning(text):
    """The warning in a text without the path before it; the last line of any other text."""
    found = re.search(r"\w*Warning: .*", text)
    return found.group(0)[:200] if found else _last_line(text)


def _last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no message"


def normalise(notebook):
    """Take out of a notebook what depends on when, where and by which program it was executed; changes it in place."""
    import nbformat

    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        for name in VOLATILE:
            cell.metadata.pop(name, None)
    return notebook
