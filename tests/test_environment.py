"""environment.yml, pyproject.toml and requirements.lock describe one environment."""

import json
import os
import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

PYTHONS = ("3.11", "3.12", "3.13")


@pytest.fixture
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def lock(root):
    """Name -> entries of the lock, each a requirement and its hashes; some packages differ by system or Python."""
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    entries = text.replace("\\\n", " ").splitlines()
    found = {}
    for entry in filter(str.strip, entries):
        wanted, *hashes = entry.split("--hash=")
        requirement = Requirement(wanted.strip())
        found.setdefault(canonicalize_name(requirement.name), []).append((requirement, [h.strip() for h in hashes]))
    return found


def asked_for(project):
    groups = project["dependency-groups"].values()
    return [Requirement(r) for r in [*project["project"]["dependencies"], *(r for group in groups for r in group)]]


def test_every_dependency_is_locked_within_its_bounds(project, lock):
    for requirement in asked_for(project):
        name = canonicalize_name(requirement.name)
        assert name in lock, f"{name} is missing in requirements.lock; make the lock anew"
        for locked, _ in lock[name]:
            (pin,) = locked.specifier
            assert requirement.specifier.contains(pin.version), f"{name}: locked {pin.version}, asked is {requirement}"


def test_every_entry_of_the_lock_has_hashes_and_one_exact_version(lock):
    assert len(lock) > 50
    for name, entries in lock.items():
        for requirement, hashes in entries:
            assert hashes, f"{name} has no hash"
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes), name
            assert [s.operator for s in requirement.specifier] == ["=="], name


def test_the_lock_names_no_address_and_no_path(root):
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|file:|(?<![\w.])/\w|--(?:extra-)?index-url|--find-links|\s-e\s|@ ", text)


def dependencies(path):
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert content["name"] == "russia-iran-workbook"
    plain = [d for d in content["dependencies"] if isinstance(d, str)]
    (pip,) = (d["pip"] for d in content["dependencies"] if isinstance(d, dict))
    return plain, pip


def test_the_conda_environment_is_python_and_the_lock(root, project):
    plain, pip = dependencies(root / "environment.yml")
    assert pip == ["-r requirements.lock"]
    assert sorted(re.split(r"[<>=]", d)[0] for d in plain) == ["pip", "python"]
    (python,) = (SpecifierSet(d.removeprefix("python")) for d in plain if d.startswith("python"))
    allowed = SpecifierSet(project["project"]["requires-python"])
    assert all(python.contains(version) and allowed.contains(version) for version in PYTHONS)
    assert not python.contains("3.10")


def test_binder_uses_the_same_environment_and_adds_the_project(root):
    plain, pip = dependencies(root / "environment.yml")
    assert dependencies(root / "binder/environment.yml") == (plain, [p.replace("-r ", "-r ../") for p in pip])
    script = root / "binder/postBuild"
    assert "pip install --no-deps --no-build-isolation -e ." in script.read_text(encoding="utf-8")
    assert os.name == "nt" or os.access(script, os.X_OK)


def test_hooks_and_container_use_only_what_the_project_has(root, lock):
    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    assert all(hook["language"] == "system" for hook in hooks["repos"][0]["hooks"])
    assert "ruff" in lock
    container = json.loads((root / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    assert container["postCreateCommand"] == "python3 workbook.py run --no-export"
    assert re.fullmatch(r"python:3\.1[1-3]-\w+", container["image"])
