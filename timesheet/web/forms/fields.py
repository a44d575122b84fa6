"""Fields that several forms share: plain texts, days, choices from a list, rates."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, Form, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
LONGEST = 200


def stripped(value: object) -> object:
    """Return a text without the spaces around it."""
    return value.strip() if isinstance(value, str) else value


def text(label: Any, *, needed: bool = True, longest: int = LONGEST, **more: Any) -> Any:
    """Return the field of a text of one line."""
    first = DataRequired(_("Fill this in.")) if needed else Optional()
    checks = [first, Length(max=longest), _plain]
    return StringField(label, filters=[stripped], validators=checks, **more)


def _plain(_form: Form, field: Field) -> None:
    if field.data and not field.data.isprintable():
        raise ValidationError(_("A single line without control characters, please."))


def day(label: Any, *, needed: bool = False, **more: Any) -> Any:
    """Return the field of a day."""
    first = InputRequired(_("Fill this in.")) if needed else Optional()
    return DateField(label, validators=[first, _in_our_time], **more)


def _in_our_time(_form: Form, field: Field) -> None:
    if field.data is not None and not EARLIEST <= field.data <= LATEST:
        raise ValidationError(_("A day of our time, please."))


def _key(value: object) -> int | None:
    return int(str(value)) if value not in {None, "", "None"} else None


def reference(label: Any, *, needed: bool = False, **more: Any) -> Any:
    """Return the field of one entry of a list; ``offer`` it the entries before it is used."""
    first = [InputRequired(_("Choose one from the list."))] if needed else []
    return SelectField(label, coerce=_key, choices=[], validators=first, **more)


def offer(field: Any, entries: Iterable[tuple[int, str]], nothing: str = "–") -> None:
    """Give a ``reference`` its entries: ids with labels, after the one for nothing."""
    field.choices = [
        SelectChoice("", nothing),
        *(SelectChoice(str(key), label) for key, label in entries),
    ]


def choice(label: Any, options: Iterable[tuple[str, object]], **more: Any) -> Any:
    """Return the field of one of a few fixed options."""
    return SelectField(label, choices=[SelectChoice(v, words) for v, words in options], **more)


def ticks(
    label: Any,
    options: Iterable[tuple[str, object]] = (),
    coerce: Callable[[Any], Any] = str,
    **more: Any,
) -> Any:
    """Return the field of any number of options, each with a box to tick."""
    return SelectMultipleField(
        label,
        choices=[SelectChoice(value, words) for value, words in options],
        coerce=coerce,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **more,
    )


def offer_ticks(field: Any, entries: Iterable[tuple[int, str]]) -> None:
    """Give ``ticks`` its entries: ids with labels."""
    field.choices = [SelectChoice(str(key), label) for key, label in entries]
