"""Every sentence that the core says is found by its shape, and comes back with the same values."""

import re
from datetime import date

import pytest
from flask import Flask

from timesheet.core.inference import splits
from timesheet.core.inference.learner import model
from timesheet.core.inference.words import _SPEAKER
from timesheet.core.model import Issue, Severity
from timesheet.core.pay import exceptions
from timesheet.core.pay.exceptions import KINDS
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.sentences import sentences
from timesheet.core.reason import WORDS
from timesheet.web import i18n, phrases


@pytest.fixture
def spoken(monkeypatch):
    """Translate into a language of angle brackets, and forget it afterwards."""
    phrases._said.cache_clear()
    monkeypatch.setattr(phrases, "get_locale", lambda: "xx")
    monkeypatch.setattr(phrases, "_", lambda text, **values: f"‹{text % values}›")
    yield phrases.phrase
    phrases._said.cache_clear()


def bare(text):
    return text.replace("‹", "").replace("›", "")


REASONS = [
    *WORDS.values(),
    *_SPEAKER.values(),
    *(source.words.format(right=3, seen=4) for source in model.SOURCES),
    *(words.format(right=3, seen=4) for words in (splits.OWN, splits.CREWS, splits.BESIDE)),
    "2 codes open at once, shared equally",
    "rule: Harbour on Mondays · sure of the project only (rule 12 v3)",
    "planned on the roster · 3 of 4 confirmed in your crew that day (roster 7)",
    "last confirmed, 3 days ago",
]


@pytest.mark.parametrize("said", REASONS)
def test_every_reason_has_its_shape(spoken, said):
    found = spoken(said)
    assert bare(found) == said
    assert all(part.startswith("‹") for part in found.split(" · "))


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_sentence_of_a_policy_has_its_shape(spoken, name):
    for block, paragraph in sentences(Policy.from_dict(PRESETS[name])).items():
        found = spoken(paragraph)
        assert bare(found) == paragraph
        assert found.startswith("‹"), block
        assert found.endswith("›"), block


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_exception_has_its_shape(spoken, code):
    kind = KINDS[code]
    details = tuple((name, "8 h 02 min") for name in re.findall(r"%\((\w+)\)s", kind.sentence))
    said = exceptions.sentence(Issue(code, Severity.WARN, 1, date(2026, 11, 9), 0, details=details))
    assert "%(" not in said
    assert bare(spoken(said)) == said
    assert spoken(said).startswith("‹")
    assert spoken(kind.title) == f"‹{kind.title}›"


def test_what_has_no_shape_stays_as_it_is(spoken):
    assert spoken("Harbour, pier 4 (north)") == "Harbour, pier 4 (north)"


def test_english_is_said_as_it_is():
    app = Flask(__name__)
    i18n.attach(app)
    with app.test_request_context():
        assert phrases.phrase("your own word") == "your own word"
