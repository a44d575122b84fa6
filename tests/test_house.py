"""The house's own laws: rooms stay small, functions short, and no module imports in a circle."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = sorted((ROOT / "timesheet").rglob("*.py"))
AROUND = sorted(
    path
    for folder in ("tests", "benchmarks", "docs", ".ci")
    for path in (ROOT / folder).rglob("*.py")
)


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            name = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            yield name, node.end_lineno - node.lineno + 1


def body_lines(path: Path) -> Iterator[int]:
    """Lengths of the functions without their signatures and docstrings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            said = ast.get_docstring(node) is not None
            first = node.body[1] if said and len(node.body) > 1 else node.body[0]
            yield node.end_lineno - first.lineno + 1


@pytest.mark.parametrize("paths", [PRODUCT, AROUND], ids=["product", "around"])
def test_no_file_is_longer_than_400_lines(paths):
    long = {str(path.relative_to(ROOT)): lines(path) for path in paths if lines(path) > 400}
    assert long == {}


@pytest.mark.parametrize("paths", [PRODUCT, AROUND], ids=["product", "around"])
def test_no_function_is_longer_than_50_lines(paths):
    long = {name: size for path in paths for name, size in functions(path) if size > 50}
    assert long == {}


def test_most_rooms_and_functions_are_small():
    files = [lines(path) for path in PRODUCT if path.name != "__init__.py"]
    bodies = [size for path in PRODUCT for size in body_lines(path)]
    assert median(files) <= 120
    assert median(bodies) <= 8
    assert quantiles(bodies, n=10)[-1] <= 25


def test_no_module_imports_in_a_circle():
    graph = grimp.build_graph("timesheet", cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert len(imports) > 20
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_each_migration_has_a_number_of_its_own_and_follows_the_one_before():
    # Two that were written side by side may both be good and still leave no database to be made.
    found = []
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {
            node.targets[0].id: ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in {"revision", "down_revision"}
        }  # fmt: skip
        assert path.name.startswith(f"{said['revision']}_")
        found.append((said["down_revision"], said["revision"]))
    numbers = [None, *(revision for _, revision in found)]
    assert found == list(pairwise(numbers))
