"""What to paste where a feed is to be read: addresses, Power Query, curl."""

from typing import NamedTuple

from flask import request, url_for

from timesheet.web.i18n import gettext as _

_POWER_QUERY = """let
    Read = (after as number) => Table.PromoteHeaders(Csv.Document(
        Web.Contents("{root}", [
            RelativePath = "{path}",
            Query = [after = Text.From(after)],
            Headers = [Authorization = "Bearer {token}"]
        ]),
        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]
    ), [PromoteAllScalars = true]),
    Pages = List.Generate(
        () => [after = 0, rows = Read(0)],
        each [rows] <> null,
        each [
            after = [after] + {page},
            rows = if Table.RowCount([rows]) < {page} then null else Read(after)
        ],
        each [rows]
    )
in
    Table.Combine(Pages)"""


class Snippet(NamedTuple):
    """A piece of text to copy: its id on the page, what it is for, the text."""

    key: str
    title: str
    text: str


def snippets(token: str, page: int) -> tuple[Snippet, ...]:
    """Return the snippets of a token that was just made; ``page`` is how many rows come at once."""
    root, path = request.host_url.rstrip("/"), url_for("feeds.by_header", kind="csv")
    query = _POWER_QUERY.format(root=root, path=path.lstrip("/"), token=token, page=page)
    curl = f"curl --fail -H 'Authorization: Bearer {token}' {root}{path}"
    return (
        Snippet("power-query", _("Power Query (Excel, Power BI)"), query),
        Snippet("csv", _("CSV, for whatever reads an address"), _address(token, "csv")),
        Snippet("json", "JSON", _address(token, "json")),
        Snippet("curl", "curl", curl),
    )


def _address(token: str, kind: str) -> str:
    return url_for("feeds.by_address", token=token, kind=kind, _external=True)
