"""What the bot is made of: everything pinned with hashes, and every licence known."""

import json
import re
import subprocess
import sys

from cyclonedx.model.bom import Bom

from bench.materials import LOCK, NOT_IN_METADATA, licence, locked
from tests.promises import Measured

ADDRESS = re.compile(r"://|--(extra-)?index-url|--find-links|--trusted-host")


def test_every_line_of_the_lock_is_a_version_with_its_hashes(measured: Measured) -> None:
    lock = LOCK.read_text("utf-8")
    asked_for = [line for line in lock.splitlines() if line and line[0] not in " #"]
    pinned = [package for package in locked(lock) if package.hashes]

    measured(
        "R-X6", "locked packages with hashes", "100 %", f"{len(pinned)} of {len(asked_for)} lines"
    )
    assert len(pinned) == len(asked_for) > 100


def test_the_lock_names_no_address_to_load_from() -> None:
    assert not ADDRESS.findall(LOCK.read_text("utf-8"))


def test_every_licence_is_known(measured: Measured) -> None:
    packages = locked(LOCK.read_text("utf-8"))
    unknown = [package.name for package in packages if not package.licence]

    known = f"{len(packages) - len(unknown)} of {len(packages)}"
    measured("R-X6", "locked packages with a known licence", "all", known)
    assert unknown == []


def test_a_package_that_nobody_knows_has_no_licence() -> None:
    [package] = locked("no-such-package==1.0 \\\n    --hash=sha256:" + "0" * 64)

    assert (package.licence, licence("no-such-package")) == ("", "")


def test_what_is_said_here_instead_of_by_a_package_is_still_locked() -> None:
    assert {package.name for package in locked(LOCK.read_text("utf-8"))} >= NOT_IN_METADATA.keys()


def test_others_can_read_the_bill_of_materials() -> None:
    printed = subprocess.run([sys.executable, "-m", "bench.materials"], capture_output=True)
    bom = Bom.from_json(json.loads(printed.stdout))
    packages = locked(LOCK.read_text("utf-8"))

    assert {str(part.purl) for part in bom.components} == {
        f"pkg:pypi/{package.name}@{package.version}" for package in packages
    }
    assert all(part.hashes and part.licenses for part in bom.components)
