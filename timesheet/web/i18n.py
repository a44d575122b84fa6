"""Languages: which one a page speaks, and which way it runs."""

from babel import Locale
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as translated

SOURCE_LANGUAGE = "en"
CHOSEN = "language"
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
    """Return the language of this request: chosen here, the person's own, or the browser's."""
    if not has_request_context():
        return SOURCE_LANGUAGE
    own = getattr(getattr(g, "actor", None), "locale", None)
    spoken: list[str] = current_app.extensions["languages"]
    # English is what nobody has chosen: every person begins with it.
    for known in (request.cookies.get(CHOSEN), own if own != SOURCE_LANGUAGE else None):
        if known in spoken:
            return str(known)
    return request.accept_languages.best_match(spoken) or SOURCE_LANGUAGE


def spoken() -> str:
    """Return the language of this page as a code: "de"."""
    return str(get_locale() or SOURCE_LANGUAGE)


def _language() -> dict[str, object]:
    locale = spoken()
    direction = "rtl" if locale.partition("_")[0] in RIGHT_TO_LEFT else "ltr"
    return {
        "language": locale.replace("_", "-"),
        "direction": direction,
        "languages": own_names(current_app.extensions["languages"]),
    }


def own_names(spoken: list[str]) -> list[tuple[str, str, str]]:
    """Return each language as its code, its tag for HTML and its name in itself: "Español"."""
    named = [(code, Locale.parse(code).get_display_name() or code) for code in spoken]
    return [(code, code.replace("_", "-"), name[:1].upper() + name[1:]) for code, name in named]
