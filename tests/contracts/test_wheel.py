"""What is installed is what was written: the wheel carries every template, asset and data file."""

import itertools
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = "qinqing/ui/static/ui/vendor"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel would install."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_carries_every_file_of_the_package(unpacked: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "qinqing"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    written = {name for name in tracked if name and (ROOT / name).exists()}
    assert written
    assert not [name for name in sorted(written) if not (unpacked / name).exists()]


def test_the_wheel_carries_the_browser_s_assets_and_their_licences(unpacked: Path) -> None:
    names = {path.name for path in (unpacked / VENDOR).iterdir()}
    assert {"htmx.min.js", "echarts.min.js", "icons.svg", "LICENSES.txt"} <= names


def test_an_installed_program_knows_that_it_is_no_clone(unpacked: Path, tmp_path: Path) -> None:
    asked = "from qinqing.kernel.database import folder; print(folder.clone(), folder.choose({}, None))"
    said = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == ["None", str(tmp_path / "var")]


def test_no_lock_names_a_host() -> None:
    locks = [*ROOT.glob("requirements/*.lock"), ROOT / ".npmrc", ROOT / "pyproject.toml"]
    assert not [lock.name for lock in locks if "://" in lock.read_text("utf-8")]
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")


def test_every_locked_package_has_its_hashes() -> None:
    for lock in ROOT.glob("requirements/*.lock"):
        for line, below in itertools.pairwise(lock.read_text("utf-8").splitlines()):
            assert line[0] in " #" or below.startswith("    --hash=sha256:"), (lock.name, line)


def test_every_dependency_that_is_declared_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    locked = (ROOT / "requirements/base.lock").read_text("utf-8")
    for requirement in project["project"]["dependencies"]:
        name = requirement.split(">")[0].split("=")[0].split("[")[0]
        assert f"\n{name}==" in f"\n{locked}", name
