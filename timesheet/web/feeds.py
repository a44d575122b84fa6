"""Feeds: a saved report for other programs, opened by a token; no session, no cookie."""

import hashlib
from io import BytesIO, TextIOWrapper
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from timesheet import now
from timesheet.actions import exporting, feeding
from timesheet.actions.guessing import TooMany
from timesheet.core.reports.paging import Paged
from timesheet.errors import Missing, Refused
from timesheet.exchange import csv_file, json_file
from timesheet.web import grid, sent

pages = Blueprint("feeds", __name__, url_prefix="/feed")

_KIND = "<any('csv', 'json'):kind>"
MOVED = "The report has changed since its first page was read. Begin again.\n"


@pages.get(f"/report.{_KIND}")
def by_header(kind: str) -> Response:
    """Send the report that the token in the Authorization header opens."""
    said = request.authorization
    return _answer((said.token or "") if said and said.type == "bearer" else "", kind)


@pages.get(f"/<token>.{_KIND}")
def by_address(token: str, kind: str) -> Response:
    """Send the report that the token in the address opens."""
    return _answer(token, kind)


def _answer(token: str, kind: str) -> Response:
    """Answer in plain text what is no report: a page for people would begin a session."""
    try:
        after, most = _rows()
        found = _page(token, after, most)
    except TooMany as refused:
        return _plain(429, refused.message, {"Retry-After": str(refused.wait)})
    except Missing:
        return _plain(404, "Nothing here")
    except Refused as refused:
        return _plain(400, refused.message)
    if request.args.get("of", found.mark) != found.mark:
        return _plain(409, MOVED)
    return _sent(found, kind, f"{found.mark} {kind} {after} {most}", most)


def _rows() -> tuple[int, int]:
    after, most = sent.whole(request.args, "after"), sent.whole(request.args, "limit")
    if most is not None and not 1 <= most <= feeding.PAGE:
        msg = f"limit: 1 to {feeding.PAGE} rows"
        raise Refused(msg, field="limit")
    return after or 0, most or feeding.PAGE


def _page(token: str, after: int, most: int) -> Paged:
    at = now.utc()
    report, actor = feeding.admitted(token, request.remote_addr or "", at)
    asked = grid.asked(report.question.report, report.question.parameters)
    return feeding.page(report, actor, asked.asking, (after, most), at)


def _sent(found: Paged, kind: str, state: str, most: int) -> Response:
    answer = Response(mimetype=exporting.TYPES[kind].partition(";")[0])
    answer.set_etag(hashlib.sha256(state.encode()).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Authorization")
    if found.following is not None:
        said = urlencode({"after": found.following, "limit": most, "of": found.mark})
        answer.headers["Link"] = f'<{request.base_url}?{said}>; rel="next"'
    answer.make_conditional(request)
    if answer.status_code == 200:
        answer.set_data(_written(found, kind))
    return answer


def _written(found: Paged, kind: str) -> bytes:
    out = BytesIO()
    if kind == "csv":
        csv_file.write_csv(out, found.table)
        return out.getvalue()
    text = TextIOWrapper(out, encoding="ascii", write_through=True)
    json_file.write_json(text, found.table)
    text.detach()
    return out.getvalue()


def _plain(status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    return Response(f"{words.rstrip()}\n", status, headers, mimetype="text/plain")
