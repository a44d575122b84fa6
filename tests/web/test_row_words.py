"""Words in rows: known in every language, said on the page and in files, stable in JSON."""

import ast
import csv
import io

import pytest
from flask_babel import force_locale
from openpyxl import load_workbook

from tests.support import reported
from timesheet.core.adjusting import Cause, Settlement
from timesheet.core.closing import State, Step
from timesheet.core.model import Kind, Severity, Source
from timesheet.core.pay.declared import Says
from timesheet.core.pay.exceptions import KINDS
from timesheet.core.reports.table import Column, Speech
from timesheet.web import row_words

PAGE = f"/accounting/{reported.FIRST}"
GERMAN = {"Accept-Language": "de"}


@pytest.fixture
def ids(app, ids, clock):
    reported.happened(app, ids)
    clock.show(reported.AT)
    return ids


def recorded(root):
    """Return the events and subjects that code records in the audit log, where they are plain."""
    for path in (root / "timesheet" / "actions").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                for said in node.args[2:4]:
                    if isinstance(said, ast.Constant):
                        yield said.value


def test_every_word_of_a_vocabulary_is_known(root):
    enums = (Source, Says, Step, State, Cause, Settlement, Severity, Kind)
    codes = {str(one.value) for enum in enums for one in enum}
    codes |= set(KINDS) | set(recorded(root)) | {f"period_{step.value}" for step in Step}
    assert {code.replace("_", " ") for code in codes} - row_words.KNOWN == set()


@pytest.mark.parametrize(
    ("speech", "said", "german"),
    [
        (Speech.WORD, "missing_out", "Gehen fehlt"),
        (Speech.WORD, "Elternzeit", "Elternzeit"),
        (Speech.DETAILS, "missing out (in: 07:02); late", "Gehen fehlt (Kommen: 07:02); verspätet"),
        (Speech.DETAILS, "length: 17 h; limit: 16 h", "Dauer: 17 h; Grenze: 16 h"),
        (Speech.CHANGE, "break start 12:01 HARBOUR", "Pausenbeginn 12:01 HARBOUR"),
        (Speech.CHANGE, "locked (2026-11-09 to 2026-11-22)",
         "gesperrt (2026-11-09 bis 2026-11-22)"),
        (Speech.CHANGE, "I was in the hall: late", "I was in the hall: late"),
        (Speech.SENTENCE, "planned on the roster", "im Dienstplan vorgesehen"),
    ],
)  # fmt: skip
def test_each_kind_of_text_is_said_in_the_language_of_its_reader(app, speech, said, german):
    say = row_words.speaker(Column("any", "Any", speech=speech))
    with app.test_request_context(), force_locale("de"):
        found = say(said)
    assert found == german or (speech is Speech.SENTENCE and found != said)


def test_page_and_files_say_words_in_the_reader_s_language_and_json_keeps_codes(carla):
    with carla.get(f"{PAGE}/exceptions.json", headers=GERMAN) as answer:
        codes = {row["exception"] for row in answer.json["rows"]}
    assert "missing_out" in codes
    assert "Gehen fehlt" in carla.get(f"{PAGE}/exceptions", headers=GERMAN).text
    with carla.get(f"{PAGE}/exceptions.csv?dialect=iso", headers=GERMAN) as answer:
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert "Gehen fehlt" in {row["exception"] for row in rows}
    with carla.get(f"{PAGE}/labor-lines.xlsx?by=source,attested", headers=GERMAN) as answer:
        book = load_workbook(io.BytesIO(answer.data), data_only=True)
    assert {line[0] for line in list(book["Data"].values)[1:]} >= {"Regel", "Regelung"}
    assert {line[1] for line in list(book["Subtotals"].values)[1:]} >= {"Regel", "Regelung"}
    assert {line[4] for line in list(book["Reconciliation"].values)[1:]} == {"OK"}


def test_the_audit_trail_is_told_in_spanish(carla):
    page = carla.get(
        f"/accounting/days/{reported.FIRST}/2026-11-30/audit-trail",
        headers={"Accept-Language": "es"},
    ).text
    assert "permiso" in page
    assert "declaración" in page
    assert ">leave<" not in page
