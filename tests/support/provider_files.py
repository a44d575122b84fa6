"""Readers of provider files, written from the formats' rules: nothing is shared with the writer."""

import csv
import io
import re
from collections import defaultdict
from decimal import Decimal


def read_wfn(content: bytes) -> dict[str, dict[str, Decimal]]:
    """Hours and money by File # and code of an ADP Workforce Now paydata file."""
    assert all(32 <= byte <= 91 or 93 <= byte <= 122 or byte in (10, 13) for byte in content)
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    table = list(csv.reader(io.StringIO(content.decode("ascii"))))
    heading, rows = table[0], table[1:]
    assert heading[:3] == ["Co Code", "Batch ID", "File #"]
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        cells = dict(zip(heading, row, strict=True))
        assert re.fullmatch(r"[A-Za-z0-9]{2,3}", cells["Co Code"])
        assert 0 < len(cells["Batch ID"]) <= 8
        assert 0 < len(cells["File #"]) <= 6
        for heading_, code in (("Reg Hours", "REG"), ("O/T Hours", "OT")):
            if cells[heading_]:
                found[cells["File #"]][code] += _number(cells[heading_])
        for pair in ("Hours 3", "Hours 4", "Earnings 3", "Earnings 4"):
            code, value = cells[f"{pair} Code"], cells[f"{pair} Amount"]
            assert bool(code) == bool(value)
            if code:
                found[cells["File #"]][code] += _number(value)
    return found


def _number(text: str) -> Decimal:
    assert re.fullmatch(r"-?\d+\.\d\d", text), text
    assert Decimal(text) != 0, "an empty cell says that there is nothing, a zero never does"
    return Decimal(text)


def read_spi(content: bytes) -> dict[str, dict[str, Decimal]]:
    """Hours and amounts by Worker ID and pay component of a Paychex SPI file."""
    table = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    assert all(len(row) == 16 for row in table)
    assert [table[0][i] for i in (0, 1, 2, 3, 4, 7, 10)] == [
        "Client ID", "Worker ID", "Org", "Job Number", "Pay Component", "Hours", "Amount",
    ]  # fmt: skip
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for client, worker, org, job, component, _rate, _no, hours, _units, _day, amount, *_ in table[
        1:
    ]:
        assert 0 < len(client) <= 8
        assert 0 < len(worker) <= 10
        assert worker.isalnum()
        assert len(org) <= 60
        assert all(0 < len(level) <= 6 for level in org.split("|") if org)
        assert len(job) <= 25
        assert 0 < len(component) <= 20
        if hours:
            assert Decimal("-999.99") <= Decimal(hours) <= Decimal("999.99")
            assert len(hours) <= 7
            found[worker][component] += _number(hours)
        if amount:
            found[worker][component] += _number(amount)
    return found


def read_iif(content: bytes) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """The timer header, and minutes by employee and payroll item of a QuickBooks IIF file."""
    lines = content.decode("cp1252").split("\r\n")
    assert lines.pop() == ""
    layouts: dict[str, list[str]] = {}
    header: dict[str, str] = {}
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        kind, *cells = line.split("\t")
        if kind.startswith("!"):
            layouts[kind[1:]] = cells
            continue
        named = dict(zip(layouts[kind], cells, strict=True))
        if kind == "TIMERHDR":
            header = named
            continue
        hours, minutes = re.fullmatch(r"(\d{1,2}):([0-5]\d)", named["DURATION"]).groups()
        assert int(hours) <= 23
        assert re.fullmatch(r"\d\d/\d\d/\d\d", named["DATE"])
        assert named["BILLINGSTATUS"] in {"0", "1", "2"}
        found[named["EMP"]][named["PITEM"]] += int(hours) * 60 + int(minutes)
    assert header["VER"].startswith(" ")
    return header, found


def read_lodas(content: bytes) -> dict[str, dict[str, Decimal]]:
    """Hours by personnel number and wage type of a DATEV LODAS file, by the order it declares."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in content.decode("cp1252").split("\r\n"):
        if line.startswith("["):
            name = line.strip("[]")
        elif line:
            sections.setdefault(name, []).append(line)
    general = dict(line.split("=", 1) for line in sections["Allgemein"])
    assert general["Ziel"] == "LODAS"
    assert general["Datumsformat"] == "TT.MM.JJJJ"
    separator, comma = general["Feldtrennzeichen"], general["Zahlenkomma"]
    number, table, *fields, end = sections["Satzbeschreibung"][0].split(separator)
    assert (table, end) == ("u_lod_bwd_buchung_standard", "")
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in sections["Bewegungsdaten"]:
        first, *cells, last = line.split(separator)
        assert (first, last) == (number, "")
        named = dict(zip((f.removesuffix("#bwd") for f in fields), cells, strict=True))
        assert re.fullmatch(r"01\.\d\d\.\d{4}", named["abrechnung_zeitraum"])
        assert 1 <= int(named["pnr"]) <= 99999
        assert named["bs_nr"] == "1"
        assert re.fullmatch(rf"-?\d+{comma}\d\d", named["bs_wert_butab"])
        hours = Decimal(named["bs_wert_butab"].replace(comma, "."))
        found[named["pnr"]][named["la_eigene"]] += hours
    return found
