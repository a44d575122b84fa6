"""Languages: which one a page speaks, and which way it runs."""

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as translated

SOURCE_LANGUAGE = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def attach(app: Flask) -> None:
    """Wire gettext into code and templates, and tell every template its language."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", SOURCE_LANGUAGE)
    babel = Babel(app, locale_selector=wanted)
    spoken = sorted({str(locale) for locale in _catalogs(app, babel)} | {SOURCE_LANGUAGE})
    app.extensions["languages"] = spoken
    app.context_processor(_language)


def gettext(text: str, **values: object) -> str:
    """Return a text in the language of the request, its %(name)s places filled with values."""
    return str(translated(text, **values))


def _catalogs(app: Flask, babel: Babel) -> list[object]:
    with app.app_context():
        return list(babel.list_translations())


def wanted() -> str:
    """Return the language of this request: the person's own, else the browser's, else English."""
    if not has_request_context():
        return SOURCE_LANGUAGE
    own = getattr(getattr(g, "actor", None), "locale", None)
    spoken: list[str] = current_app.extensions["languages"]
    if own in spoken:
        return str(own)
    return request.accept_languages.best_match(spoken) or SOURCE_LANGUAGE


def _language() -> dict[str, str]:
    locale = str(get_locale() or SOURCE_LANGUAGE)
    direction = "rtl" if locale.partition("_")[0] in RIGHT_TO_LEFT else "ltr"
    return {"language": locale.replace("_", "-"), "direction": direction}
