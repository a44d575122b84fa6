"""The catalogs of texts: extracted from code and templates, one file a language.

    python .ci/texts.py update    extract, keep what is translated, compile
    python .ci/texts.py check     say what is missing, wrong or not compiled; exit status 1
    python .ci/texts.py missing LANGUAGE    print what LANGUAGE has no text for

A new language is a new folder: ``timesheet/translations/fr/LC_MESSAGES/messages.po``, then update.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).parent.parent
TRANSLATIONS = TOP / "timesheet" / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "_later": None, "_n": (1, 2), "shape": None, "Column": (2,)}
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
# Where refusals and kinds of exceptions have their texts among their arguments.
SAYING = {"Refused": [0], "Conflict": [0], "attempt": [2], "Kind": [0, 1]}
PLACE = re.compile(r"%\((\w+)\)[sd]|%%")


def template() -> Catalog:
    """Return all texts of the product."""
    catalog = Catalog(project="timesheet", charset="utf-8")
    found = []
    for folder, method, options in (
        ("timesheet", "python", {}),
        ("templates", "jinja2", {"trimmed": "true", "silent": "false"}),
    ):
        rows = extract_from_dir(
            str(TOP / folder),
            method_map=[("**.py", method)] if method == "python" else [("**.html", method)],
            options_map={"**.html": options},
            keywords=KEYWORDS,
        )
        found += [(f"{folder}/{row[0]}", row[2]) for row in rows]
    found += [
        (str(path.relative_to(TOP)), text)
        for path in (TOP / "timesheet").rglob("*.py")
        for text in said(ast.parse(path.read_text(encoding="utf-8")))
    ]
    found += [*meanings(), *hints()]
    for place, text in sorted(found, key=lambda pair: (pair[0], str(pair[1]))):
        catalog.add(text, locations=[(place, 1)])
    return catalog


def said(module: ast.Module) -> Iterator[str]:
    """Yield what is said by name: texts, and what names were given that stand for them.

    What begins with a small letter is said to programs and on the command line, in English.
    """
    for scope in ast.walk(module):
        if not isinstance(scope, ast.Module | ast.FunctionDef):
            continue
        inner = ast.walk(scope) if isinstance(scope, ast.FunctionDef) else ()
        given = [node for node in (*module.body, *inner) if isinstance(node, ast.Assign)]
        for place in _places(scope):
            named = (g.value for g in given if _name(g.targets[0]) == _name(place) != "")
            for node in (place, *named):
                yield from (text for text in _texts(node) if not text[:1].islower())


def _places(scope: ast.AST) -> Iterator[ast.expr]:
    for call in ast.walk(scope):
        if isinstance(call, ast.Call):
            numbers = SAYING.get(_name(call.func), ())
            yield from (call.args[n] for n in numbers if n < len(call.args))


def _name(node: ast.AST | None) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


def _texts(node: ast.expr) -> list[str]:
    """Return a text, or the two of which a condition chooses."""
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def meanings() -> list[tuple[str, str]]:
    """Return what columns of reports mean: extraction doesn't know arguments by their names."""
    found = []
    for path in sorted((TOP / "timesheet").rglob("*.py")):
        text = path.read_text()
        for node in ast.walk(ast.parse(text)) if "Column(" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Column":
                about = [one.value for one in node.keywords if one.arg == "about"]
                said = [one.value for one in about if isinstance(one, ast.Constant)]
                found += [(str(path.relative_to(TOP)), str(one)) for one in said]
    return found


def hints() -> list[tuple[str, str]]:
    """Return what export profiles say of themselves; titles are the provider's own words."""
    paths = sorted((TOP / "timesheet" / "profiles").glob("*.toml"))
    documents = [(path, tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return [(str(path.relative_to(TOP)), one["about"]) for path, one in documents if "about" in one]


def languages() -> list[Path]:
    """Return the catalogs, one a language."""
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def load(path: Path) -> Catalog:
    """Read a catalog."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compiled(catalog: Catalog) -> bytes:
    """Return a catalog as the bytes that are read at run time."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update() -> None:
    """Bring every catalog up to date with the texts, and compile it."""
    texts = template()
    for path in languages():
        catalog = load(path)
        catalog.update(texts, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        for message in catalog:
            message.locations = []
        catalog.header_comment = f"# timesheet in {catalog.locale.english_name}"
        # The date of the day would change the file each time it is made.
        catalog.creation_date = catalog.revision_date = WHEN
        with path.open("wb") as file:
            write_po(file, catalog, sort_output=True, width=100, omit_header=False)
        path.with_suffix(".mo").write_bytes(compiled(load(path)))
        left = sum(1 for message in catalog if message.id and not translated(message))
        print(f"{path.parts[-3]}: {len(catalog)} texts, {left} not translated")


def translated(message: Message) -> bool:
    """Tell whether every form of a text is there."""
    said = message.string
    return all(said) if isinstance(said, tuple | list) else bool(said)


def places(text: str) -> set[str]:
    """Return the names of the values in a text."""
    return set(PLACE.findall(text)) - {""}


def faults(path: Path, texts: Catalog) -> list[str]:
    """Return what is wrong with a language, a sentence each."""
    catalog, language = load(path), path.parts[-3]
    known = {message.id for message in catalog if message.id}
    said = [f"{language}: missing: {m.id!r}" for m in texts if m.id and m.id not in known]
    for message in catalog:
        if not message.id:
            continue
        if not translated(message) or message.fuzzy:
            said.append(f"{language}: not translated: {message.id!r}")
            continue
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wanted = set().union(*map(places, ids))
        said += [
            f"{language}: other places in %(…)s: {string!r}"
            for string in strings
            if not places(string) <= wanted or (len(ids) == 1 and places(string) != wanted)
        ]
    if path.with_suffix(".mo").read_bytes() != compiled(catalog):
        said.append(f"{language}: not compiled; run `make texts`")
    return said


def main(command: str, *rest: str) -> int:
    """Do what is asked; the exit status is 1 where something is missing or wrong."""
    if command == "update":
        update()
        return 0
    if command == "missing":
        catalog = load(TRANSLATIONS / rest[0] / "LC_MESSAGES" / "messages.po")
        print("\n".join(repr(m.id) for m in catalog if m.id and not translated(m)))
        return 0
    texts = template()
    said = [line for path in languages() for line in faults(path, texts)]
    print("\n".join(said) or "every text is translated")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["check"])))
