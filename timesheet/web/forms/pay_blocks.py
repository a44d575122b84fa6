"""The forms of a pay policy's blocks, made of the blocks' own declarations (``core.pay.schema``).

A form's fields are named by their place ("overtime.daily.0.mult"). What was filled in is read
field by field as declared, and shown again as it was typed where it can't be.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field
from typing import Any

from timesheet.core.pay.policy import Policy
from timesheet.core.pay.schema import MULT_UNIT, Spec, plain, specs

Filled = Mapping[str, list[str]]

SECTIONS: dict[str, tuple[str, ...]] = {
    "time": ("time",),
    "shift": ("shift",),
    "rounding": ("rounding",),
    "breaks": ("breaks",),
    "overtime": ("overtime",),
    "holiday": ("holiday",),
    "penalties": ("penalties",),
    "differentials": ("differentials",),
    "minimums": ("minimums", "reporting_time", "split_shift", "spread", "standby"),
    "penalty_hours": ("penalty_hours",),
    "rate": ("rate",),
    "allocation": ("allocation",),
    "compliance": ("compliance",),
    "stacking": ("stacking",),
}
MOST_ROWS = 12
_HOLDING = {"part", "block", "blocks", "mults"}


@dataclass(slots=True)
class Node:
    """A field of the form, or a group of them; ``path`` is its place in messages."""

    name: str
    path: str
    key: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: tuple[str, ...] = ()
    children: list["Node"] = field(default_factory=list)
    error: str = ""

    @property
    def id(self) -> str:
        """The field's id in the page."""
        return self.name.replace(".", "-")

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self.values[0] if self.values else ""


def shown(policy: Policy, section: str) -> dict[str, list[str]]:
    """Return what the form of a section says about a policy, by the names of its fields."""
    return dict(_flat(Policy, policy, "", SECTIONS[section]))


def _flat(
    kind: type[Any], block: Any, prefix: str, only: Iterable[str] = ()
) -> Iterator[tuple[str, list[str]]]:
    for declared, spec in specs(kind):
        if only and declared.name not in only:
            continue
        name, value = prefix + spec.key, getattr(block, declared.name)
        if spec.of is None:
            yield from _plain(spec, name, value)
        elif spec.kind == "blocks":
            for n, row in enumerate(value):
                yield from _flat(spec.of, row, f"{name}.{n}.")
        elif value is not None:
            yield f"{name}.used", ["1"]
            yield from _flat(spec.of, value, f"{name}.")


def _plain(spec: Spec, name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    if spec.kind == "mults":
        yield from ((f"{name}.{day}", [plain(mult, MULT_UNIT)]) for day, mult in value)
    elif spec.kind == "flag":
        yield name, ["1"] if value else []
    else:
        written = spec.write(value)
        if isinstance(written, list):
            yield name, written if spec.kind == "days" else ["\n".join(written)]
        else:
            yield name, ["" if written is None else str(written)]


def tree(section: str, filled: Filled, error: tuple[str, str] | None = None) -> list[Node]:
    """Return the fields of a section's form as filled; ``error`` is (path, why)."""
    nodes = list(_nodes(Policy, filled, "", "", SECTIONS[section]))
    if error:
        put(nodes, *error)
    return nodes


def put(nodes: Iterable[Node], path: str, why: str) -> bool:
    """Put a message at the field that it is about; tell whether there is one."""
    for node in nodes:
        if put(node.children, path, why):
            return True
        if node.path == path:
            node.error = why
            return True
    return False


def _nodes(
    kind: type[Any], filled: Filled, prefix: str, path: str, only: Iterable[str] = ()
) -> Iterator[Node]:
    for declared, spec in specs(kind):
        if only and declared.name not in only:
            continue
        name, where = prefix + spec.key, f"{path}.{spec.key}" if path else spec.key
        node = Node(name, where, spec.key, spec.kind, filled.get(name, []), spec.options)
        if spec.kind == "blocks" and spec.of:
            node.children = list(_rows(spec.of, filled, name, where))
        elif spec.of is not None:
            node.values = filled.get(f"{name}.used", [])
            node.children = list(_nodes(spec.of, filled, f"{name}.", where))
        elif spec.kind == "mults":
            node.children = [
                Node(
                    f"{name}.{day}",
                    f"{where}.{day}",
                    day,
                    "number",
                    filled.get(f"{name}.{day}", []),
                )
                for day in spec.options
            ]
        yield node


def _rows(kind: type[Any], filled: Filled, name: str, path: str) -> Iterator[Node]:
    """Yield the rows of a list that say something, and one to fill in."""
    there = [n for n in range(MOST_ROWS) if _says(kind, filled, f"{name}.{n}.")]
    free = next((n for n in range(MOST_ROWS) if n not in there), None)
    for position, n in enumerate([*there, *([] if free is None else [free])]):
        where = f"{path}[{position}]"
        fields = list(_nodes(kind, filled, f"{name}.{n}.", where))
        yield Node(f"{name}.{n}", where, "row", "row", children=fields)


def _says(kind: type[Any], filled: Filled, prefix: str) -> bool:
    """Tell whether anything but a choice is filled in within a row."""
    chosen = {prefix + spec.key for _, spec in specs(kind) if spec.kind in {"choice", "flag"}}
    return any(
        name.startswith(prefix) and name not in chosen and any(v.strip() for v in values)
        for name, values in filled.items()
    ) or any(filled.get(n) for n in chosen if filled.get(n) == ["1"])


def said(section: str, filled: Filled) -> dict[str, Any]:
    """Return what a section's form says, as data of the policy; nothing undeclared is read."""
    return _said(Policy, filled, "", SECTIONS[section])


def _said(kind: type[Any], filled: Filled, prefix: str, only: Iterable[str] = ()) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for declared, spec in specs(kind):
        if only and declared.name not in only:
            continue
        name = prefix + spec.key
        value = _group(spec, filled, name) if spec.kind in _HOLDING else _value(spec, filled, name)
        if value not in (None, "") or (declared.default is MISSING and spec.kind == "texts"):
            found[spec.key] = value
    return found


def _group(spec: Spec, filled: Filled, name: str) -> Any:
    if spec.kind == "mults":
        given = {day: filled.get(f"{name}.{day}", [""])[0].strip() for day in spec.options}
        return {day: value for day, value in given.items() if value}
    if spec.of is None or (spec.kind == "block" and not filled.get(f"{name}.used")):
        return None
    if spec.kind == "blocks":
        return [
            _said(spec.of, filled, f"{name}.{n}.")
            for n in range(MOST_ROWS)
            if _says(spec.of, filled, f"{name}.{n}.")
        ]
    return _said(spec.of, filled, f"{name}.")


def _value(spec: Spec, filled: Filled, name: str) -> Any:
    values = filled.get(name, [])
    if spec.kind == "flag":
        return bool(values)
    if spec.kind == "days":
        return list(values)
    text = values[0].strip() if values else ""
    if spec.kind == "texts":
        return [line.strip() for line in text.splitlines() if line.strip()]
    return text


def changed(policy: Policy, section: str, filled: Filled) -> dict[str, Any]:
    """Return the policy's data with a section as the form says."""
    rest = {k: v for k, v in policy.to_dict().items() if k not in _keys(section)}
    return {**rest, **said(section, filled)}


def _keys(section: str) -> set[str]:
    return {spec.key for f, spec in specs(Policy) if f.name in SECTIONS[section]}
