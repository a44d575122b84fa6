"""A customer's own export profiles: a template is sent, and its columns are confirmed."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import teaching
from timesheet.actions.teaching import Proposal
from timesheet.core.export.teaching import Manner, Taught, Template, sources
from timesheet.errors import Refused
from timesheet.web import sent, source_words
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("profiles", __name__, url_prefix="/profiles")

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1")
SEPARATORS = (",", ";", "\t", "|")
DATES = ("%m/%d/%Y", "%m/%d/%y", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y%m%d")
SAMPLE = date(2026, 12, 31)
LONGEST = 200


@pages.get("")
def home() -> str:
    """List the company's own profiles, and ask for a template."""
    return render_template("profiles/home.html", own=teaching.own(), bases=teaching.bases())


@pages.post("/read")
def read() -> ResponseReturnValue:
    """Read a template, and show what its columns are likely to hold; nothing is kept yet."""
    file = request.files.get("file")
    try:
        shown = teaching.proposal(
            file.stream.read() if file else b"", sent.text(request.form, "like")
        )
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        return redirect(url_for("profiles.home"), 303)
    return _confirm(shown, sent.text(request.form, "name"), {})


@pages.post("/save")
def save() -> ResponseReturnValue:
    """Keep what was confirmed as a profile."""
    shown, name = _sent(), sent.text(request.form, "name")
    try:
        code = teaching.save(name, shown, current_actor().id, now.utc())
    except Refused as refused:
        wrong = {refused.field: _(refused.text, **refused.values)}
        return _confirm(shown, name, wrong), 400
    flash(_("The profile is kept. Say now how the provider calls people and pay codes."), "good")
    return redirect(url_for("exports.names", code=code), 303)


@pages.post("/<code>/end")
def end(code: str) -> ResponseReturnValue:
    """End a profile; files made by it stay."""
    teaching.end(code, current_actor().id, now.utc())
    flash(_("The profile has ended; its files stay."), "good")
    return redirect(url_for("profiles.home"), 303)


def _confirm(shown: Proposal, name: str, wrong: dict[str, str]) -> str:
    return render_template(
        "profiles/confirm.html",
        shown=shown,
        name=name,
        wrong=wrong,
        sources=[(one, source_words.words(one)) for one in sources(shown.like)],
        encodings=[(one, one) for one in ENCODINGS],
        separators={",": ",", ";": ";", "\t": _("tab"), "|": "|"},
        dates=[(one, SAMPLE.strftime(one)) for one in DATES],
    )


def _sent() -> Proposal:
    """Return what the form of a confirmation says."""
    form = request.form
    like = teaching.base_of(sent.text(form, "like"))
    known = {*sources(like), ""}
    every = zip(form.getlist("header"), form.getlist("source"), form.getlist("const"), strict=False)
    columns = tuple(
        Taught(header[:LONGEST], source if source in known else "", const[:LONGEST], 1.0)
        for header, source, const in list(every)[: teaching.MOST]
    )
    columns = tuple(replace(one, source="") if one.const else one for one in columns)
    before = tuple(line[:LONGEST] for line in form.getlist("before")[:10])
    how = Manner(
        header=sent.text(form, "heading") == "yes",
        separator=_of(form.get("separator", ""), SEPARATORS),
        encoding=_of(form.get("encoding", ""), ENCODINGS),
        decimal=_of(form.get("decimal", ""), (".", ",")),
        date=_of(form.get("date", ""), DATES),
        eol="\n" if form.get("eol") == "lf" else "\r\n",
    )
    headings = tuple(one.header for one in columns)
    return Proposal(like, Template(before, headings), columns, how)


def _of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else known[0]
