#!/usr/bin/env python3
"""Set up the Russia-Iran workbook and run one of its commands.

    python3 workbook.py run      every notebook and every chart, on the tables in data/
    python3 workbook.py test     every check
    python3 workbook.py lab      JupyterLab
    python3 workbook.py --help   all commands

Only the standard library of Python 3.11 or later is needed. On first use this
script makes the folder .venv beside itself with the locked packages; inside a
conda or virtual environment that already holds them, it uses that one.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "workbook.stamp"
OLDEST = (3, 11)


def stop(message):
    """End with one line on standard error and exit status 2."""
    print(f"workbook: {message}", file=sys.stderr)
    raise SystemExit(2)


def locked_versions(text):
    """Name -> version of every requirement of the lock that applies here."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)[^\S\n]*(;[^\\\n]*)?", text, flags=re.M)
    return {name.lower(): version for name, version, marker in found if not marker.strip()}


def environment_is_complete():
    """True if the running interpreter already holds every locked version."""
    if sys.prefix == sys.base_prefix and "CONDA_PREFIX" not in os.environ:
        return False
    try:
        return all(metadata.version(name) == version for name, version in locked_versions(LOCK.read_text()).items())
    except metadata.PackageNotFoundError:
        return False


def fingerprint():
    """Hash of what the environment is made from: the lock, the interpreter, the folder."""
    parts = [LOCK.read_bytes(), sys.version.encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def venv_python():
    """Path of the interpreter inside .venv."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def call(step, command, **options):
    """Run one step of the set-up, quietly; on failure show the last lines of what it said and stop."""
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, **options)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-4:]
        stop(f"{step} failed: " + " | ".join(said))
    return done


def install_uv(python, environment):
    """Install the locked uv into .venv; False where no uv exists for this system."""
    block = re.search(r"^uv==.*?(?=^\S|\Z)", LOCK.read_text(), flags=re.M | re.S)
    if not block:
        return False
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "uv.txt")
        wanted.write_text(block.group(0))
        command = [python, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(wanted)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, env=environment).returncode == 0


def make_environment():
    """Make .venv with the locked packages and this project in it; a stamp is written last."""
    started = time.monotonic()
    print("workbook: making the environment .venv (about half a minute, once)", file=sys.stderr, flush=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], text=True, capture_output=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "this Python cannot make a virtual environment; install its venv module "
            "(Debian, Ubuntu: apt-get install python3-venv) and run the command again"
        )
    python = str(venv_python())
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")}
    environment["VIRTUAL_ENV"] = str(VENV)
    if install_uv(python, environment):
        installer, compiled = [python, "-m", "uv", "pip", "install", "-q"], ["--compile-bytecode"]
    else:
        print("workbook: no uv for this system, installing with pip (slower)", file=sys.stderr, flush=True)
        installer, compiled = [python, "-m", "pip", "install", "-q"], []
    print("workbook: installing the locked packages", file=sys.stderr, flush=True)
    call(
        "installing the locked packages (is a package index reachable?)",
        [*installer, *compiled, "--require-hashes", "-r", str(LOCK)],
        env=environment,
    )
    call(
        "adding the project to the environment",
        [*installer, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
        env=environment,
    )
    STAMP.write_text(fingerprint())
    print(f"workbook: environment ready after {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def main():
    """Choose or make the environment, then hand the arguments to the workbook command."""
    if sys.version_info < OLDEST:
        stop(f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed, this is {sys.version.split()[0]}")
    if not LOCK.exists():
        stop("requirements.lock is missing beside workbook.py; clone the project again")
    python = sys.executable
    if not environment_is_complete():
        if not (STAMP.exists() and STAMP.read_text() == fingerprint()):
            make_environment()
        python = str(venv_python())
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [environment.get("PYTHONPATH")])])
    command = [python, "-m", "helpers.workbook", *sys.argv[1:]]
    if os.name == "nt":
        raise SystemExit(subprocess.run(command, env=environment).returncode)
    os.execve(python, command, environment)  # so that Ctrl-C reaches the command, which cleans up


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
