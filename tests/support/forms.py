"""Forms of a page as a browser would send them."""

import re
from html import unescape

from flask.testing import FlaskClient


def fields(page: str, action: str | None = None) -> dict[str, str | list[str]]:
    """Return what a form of the page would send if nothing were changed."""
    forms = re.findall(r"<form[^>]*method=\"post\"[^>]*>.*?</form>", page, re.DOTALL)
    forms = [f for f in forms if "sign-out" not in f.split(">")[0]]
    form = next(f for f in forms if action is None or f'action="{action}"' in f.split(">")[0])
    found: dict = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and not (kind and kind[1] in {"checkbox", "radio"} and "checked" not in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, options in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.findall(r'<option[^>]*selected[^>]*value="([^"]*)"', options)
        found[name] = chosen or re.findall(r'<option[^>]*value="([^"]*)"', options)[:1]
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = [unescape(text).strip()]
    return found


def send(client: FlaskClient, path: str, action: str | None = None, post: str = "", **values):
    given = fields(client.get(path).text, action)
    return client.post(post or action or path, data={**given, **values})
