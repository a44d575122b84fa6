"""Configuration: TIMESHEET_* variables over an optional TOML file, checked at the start."""

import os
import re
import secrets
import ssl
import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from timesheet.errors import SettingsError

KNOWN_EXAMPLES = frozenset({"secret", "changeme", "dev", "development", "secret_key", "test"})
SMTP_TLS = ("starttls", "tls", "none")
# 32 bytes in base64url.
PUSH_KEY = re.compile(r"([A-Za-z0-9_-]{43})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation is told from outside.

    ``data_folder`` holds the SQLite file and the secret key (TIMESHEET_DATA). ``database_url`` is
    ``sqlite:///…`` or ``postgresql://…`` (DATABASE_URL). ``https`` says that the server is reached
    by TLS only (cookies become ``__Host-`` and HSTS is sent). ``proxies`` is the number of trusted
    reverse proxies in front. ``threads`` serve requests in each process. ``jobs``: a process that
    serves pages also runs background jobs. ``public_url`` is where people reach the pages: links
    in mails begin with it. ``smtp_*`` name the server that takes mails; none is sent without one.
    ``smtp_ca`` is a file with the certificates that it may be signed by; without one, those that
    the machine trusts.
    ``push_key`` ("": the data folder's) is what push services know this installation by;
    ``push_hosts`` are services beside the well-known ones, as ``host`` or ``host:port``.
    """

    data_folder: Path
    database_url: str
    secret_key: str = field(repr=False)
    https: bool = False
    proxies: int = 0
    trusted_hosts: tuple[str, ...] = ()
    threads: int = 4
    jobs: bool = True
    host: str = "127.0.0.1"
    port: int = 8000
    max_upload_bytes: int = 10_000_000
    log_level: str = "INFO"
    public_url: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_from: str = ""
    smtp_ca: str = ""
    push_key: str = field(default="", repr=False)
    push_hosts: tuple[str, ...] = ()

    @property
    def mails(self) -> bool:
        """True where a server for mails is named."""
        return bool(self.smtp_host)

    @property
    def pushes(self) -> bool:
        """True where push services can be told who asks them."""
        return bool(self.public_url)

    @property
    def sqlite(self) -> bool:
        """True where the database is one SQLite file."""
        return self.database_url.startswith("sqlite")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; SettingsError names whatever can't be used."""
    values = _from_file(environ)
    for name in _names():
        if (given := environ.get(f"TIMESHEET_{name.upper()}")) is not None:
            values[name] = given
    folder = Path(environ.get("TIMESHEET_DATA") or values.pop("data", None) or default_folder())
    values.pop("data_folder", None)
    url = environ.get("DATABASE_URL") or values.pop("database_url", None)
    values.pop("database_url", None)
    folder = folder.expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        msg = f"TIMESHEET_DATA: the folder {folder} can't be made: {error.strerror}"
        raise SettingsError(msg) from error
    secret = _secret(values.pop("secret_key", None), folder)
    typed: dict[str, Any] = {name: _typed(name, value) for name, value in values.items()}
    _check_reach(typed)
    return Settings(
        data_folder=folder,
        database_url=_database_url(str(url) if url else None, folder),
        secret_key=secret,
        **typed,
    )


def _check_reach(typed: dict[str, Any]) -> None:
    """Check what is needed to reach people elsewhere than on their pages."""
    url = typed["public_url"] = str(typed.get("public_url", "")).rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query):
        msg = f"TIMESHEET_PUBLIC_URL: {url} is not an address like https://time.example.com"
        raise SettingsError(msg)
    if typed.get("smtp_tls", "starttls") not in SMTP_TLS:
        msg = f"TIMESHEET_SMTP_TLS: use one of {', '.join(SMTP_TLS)}"
        raise SettingsError(msg)
    if ca := typed.get("smtp_ca"):
        _check_certificates(Path(ca))
    if not PUSH_KEY.fullmatch(typed.get("push_key", "")):
        msg = "TIMESHEET_PUSH_KEY: take the text of a push_key file, or give none"
        raise SettingsError(msg)
    for name in ("smtp_from", "public_url"):
        if typed.get("smtp_host") and not typed.get(name):
            msg = f"TIMESHEET_{name.upper()}: needed where TIMESHEET_SMTP_HOST is given"
            raise SettingsError(msg)


def _check_certificates(file: Path) -> None:
    """Refuse a file that names nobody to trust: no mail would ever leave."""
    try:
        ssl.create_default_context(cafile=str(file))
    except (OSError, ValueError) as error:
        why = "holds no certificates in PEM form" if file.is_file() else "can't be read"
        msg = f"TIMESHEET_SMTP_CA: the file {file} {why}"
        raise SettingsError(msg) from error


def default_folder() -> Path:
    """Return the data folder of a user who names none."""
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "timesheet"


def _names() -> list[str]:
    return [f.name for f in fields(Settings)]


def _from_file(environ: Mapping[str, str]) -> dict[str, Any]:
    path = environ.get("TIMESHEET_CONFIG")
    if not path:
        return {}
    try:
        values = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"TIMESHEET_CONFIG: {path} can't be read: {error.strerror}"
        raise SettingsError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"TIMESHEET_CONFIG: {path} is not valid TOML: {error}"
        raise SettingsError(msg) from error
    if unknown := set(values) - {*_names(), "data"}:
        msg = f"{path}: unknown setting {', '.join(sorted(unknown))}; known: {', '.join(_names())}"
        raise SettingsError(msg)
    return values


def _typed(name: str, value: object) -> object:
    default = next(f.default for f in fields(Settings) if f.name == name)
    if isinstance(default, bool):
        return _boolean(name, value)
    if isinstance(default, int):
        return _number(name, value)
    if isinstance(default, tuple):
        items = value.split(",") if isinstance(value, str) else value
        return tuple(str(item).strip() for item in items if str(item).strip())  # type: ignore[attr-defined]
    return str(value)


def _boolean(name: str, value: object) -> bool:
    text = str(value).strip().lower()
    if text not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
        msg = f"TIMESHEET_{name.upper()}: {value!r} is not yes or no"
        raise SettingsError(msg)
    return text in {"1", "true", "yes", "on"}


def _number(name: str, value: object) -> int:
    highest = {"port": 65535, "smtp_port": 65535, "threads": 64, "proxies": 10}.get(name, 10**12)
    lowest = 1 if name in {"threads", "max_upload_bytes"} else 0
    try:
        number = int(str(value))
    except ValueError as error:
        msg = f"TIMESHEET_{name.upper()}: {value!r} is not a whole number"
        raise SettingsError(msg) from error
    if not lowest <= number <= highest:
        msg = f"TIMESHEET_{name.upper()}: {number} is not between {lowest} and {highest}"
        raise SettingsError(msg)
    return number


def _database_url(given: str | None, folder: Path) -> str:
    if not given:
        return f"sqlite:///{folder / 'timesheet.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    if given.startswith(("postgresql+psycopg://", "sqlite:///")):
        return given
    msg = "DATABASE_URL: use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    raise SettingsError(msg)


def _secret(given: object, folder: Path) -> str:
    if given is not None:
        secret = str(given)
        if len(secret) < 32 or secret.lower() in KNOWN_EXAMPLES or len(set(secret)) < 8:
            msg = "TIMESHEET_SECRET_KEY: give at least 32 random characters, or none at all"
            raise SettingsError(msg)
        return secret
    path = folder / "secret_key"
    secret = kept_secret(path, lambda: secrets.token_urlsafe(48))
    if len(secret) < 32:
        msg = f"{path} is damaged; delete it, and everybody signs in anew"
        raise SettingsError(msg)
    return secret


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret that a file holds for its owner only; made at its first use."""
    if not path.exists():
        _keep_secret(path, make())
    path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


def _keep_secret(path: Path, secret: str) -> None:
    # Two processes may start at once: each writes its own file, the first to link it wins.
    own = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret)
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()
