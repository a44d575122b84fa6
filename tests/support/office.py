"""LibreOffice as an independent reader: it computes every formula anew, from no value of ours."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

SOFFICE = shutil.which("soffice")


def without_values(book: bytes) -> bytes:
    """Return a workbook whose formulas hold no value."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as archive, zipfile.ZipFile(out, "w") as bare:
        for name in archive.namelist():
            part = archive.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
                part = part.replace(b' t="str"><f>', b"><f>")
            bare.writestr(name, part)
    return out.getvalue()


def recalculated(books: Mapping[str, bytes], folder: Path, profile: Path) -> dict[str, Any]:
    """Return workbooks, by name, as LibreOffice computes and saves them: one start for all.

    ``folder`` is empty; ``profile`` is where it keeps its settings, made at the first start.
    """
    bare, out = folder / "bare", folder / "out"
    bare.mkdir()
    paths = []
    for name, book in books.items():
        path = bare / f"{name}.xlsx"
        path.write_bytes(without_values(book))
        reconciled = openpyxl.load_workbook(path, data_only=True)["Reconciliation"]["E"][1:]
        assert all(cell.value is None for cell in reconciled), name
        paths.append(str(path))
    command = [str(SOFFICE), f"-env:UserInstallation=file://{profile}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {name: openpyxl.load_workbook(out / f"{name}.xlsx", data_only=True) for name in books}


def same(ours: Any, theirs: Any) -> bool:
    """Tell whether two values of a cell are the same."""
    if isinstance(ours, timedelta):
        return bool(abs(ours - theirs) < timedelta(seconds=1))
    if isinstance(ours, int | float) and not isinstance(ours, bool):
        return bool(theirs == pytest.approx(ours, abs=1e-9))
    return bool((ours or "") == (theirs or ""))


def assert_agrees(book: bytes, theirs: Any) -> int:
    """Hold every formula's value against theirs, see that all checks are OK; count these."""
    plain = openpyxl.load_workbook(io.BytesIO(book))
    ours = openpyxl.load_workbook(io.BytesIO(book), data_only=True)
    for sheet in plain.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                other = theirs[sheet.title][cell.coordinate]
                assert other.data_type != "e", (sheet.title, cell.coordinate, other.value)
                if cell.data_type == "f":
                    value = ours[sheet.title][cell.coordinate].value
                    assert same(value, other.value), (sheet.title, cell.coordinate, cell.value)
    results = [cell.value for cell in theirs["Reconciliation"]["E"][1:]]
    assert set(results) == {"OK"}
    return len(results)
