"""The limits that keep modules readable, and the places where some things must not be."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path
    for folder in ("bot", "adapters")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations/versions" not in str(path)
)
LONGEST_MODULE, LONGEST_FUNCTION = 250, 40
PLATFORM_WORDS = re.compile(r"\b(block_?kit|modal|adaptive|task_?module|slash)\b", re.IGNORECASE)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_modules_and_functions_can_be_read_at_a_glance() -> None:
    long = [
        f"{_name(path)}: {function.name}: {function.end_lineno - function.lineno + 1} lines"
        for path in MODULES
        for function in _functions(path)
        if function.end_lineno and function.end_lineno - function.lineno >= LONGEST_FUNCTION
    ]
    lengths = {_name(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    assert [_name(path) for path in MODULES if not ast.get_docstring(_tree(path))] == []


def test_only_one_place_commits() -> None:
    """Alembic runs migrations in transactions of its own; everything else has one."""
    committing = [_name(path) for path in MODULES if re.search(r"\.commit\(", path.read_text())]
    assert committing in ([], ["bot/store/schema.py"])


def test_the_core_is_synchronous() -> None:
    asynchronous = {
        _name(path)
        for path in MODULES
        if _name(path).startswith("bot/") and not _name(path).startswith("bot/app/")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.AsyncFunctionDef)
    }
    assert asynchronous == set()


def test_features_know_no_platform() -> None:
    core = [p for p in MODULES if _name(p).startswith(("bot/features", "bot/conversation"))]
    named = [_name(path) for path in core if PLATFORM_WORDS.search(path.read_text("utf-8"))]
    assert named == []


def test_features_hold_no_wording() -> None:
    """A sentence in a feature is a sentence that no content editor can change."""
    for path in MODULES:
        if not _name(path).startswith(("bot/features", "bot/dividend", "bot/schedule")):
            continue
        tree = _tree(path)
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        raised = {id(n) for r in ast.walk(tree) if isinstance(r, ast.Raise) for n in ast.walk(r)}
        sentences = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.count(" ") >= 2
            and id(node) not in docs | raised
        ]
        assert sentences == [], path


def test_no_test_stands_anything_in_for_our_own_code() -> None:
    word = "mo" + "ck"
    tests = (ROOT / "tests").rglob("*.py")
    assert [_name(p) for p in tests if word in p.read_text("utf-8").lower()] == []
