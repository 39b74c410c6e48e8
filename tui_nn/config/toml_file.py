"""A RunConfig as TOML text and back; what is wrong is named with the file's line."""

from __future__ import annotations

import re
import tomllib

import tomli_w

from tui_nn.config.errors import ConfigError, did_you_mean
from tui_nn.config.kinds import shown
from tui_nn.config.options import OptionError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.config.run import ALL_OPTIONS, SECTIONS, RunConfig

FORMAT_VERSION = 1
LARGEST_FILE = 1_000_000
"""Bytes; a configuration is a page of text, and anything larger is another file by mistake."""


def to_toml(run: RunConfig) -> str:
    """Write a run as TOML; options that are not set are left out, for TOML has no word for None."""
    document: dict[str, object] = {"format_version": FORMAT_VERSION}
    for declared in ALL_OPTIONS:
        value = run.value(declared)
        not_set = value == declared.default and value in (None, "", ())
        # The layers' sizes have two names in the file as on the command line, and only one may be given.
        if not_set or (declared.key == "hidden" and run.network.layers is not None):
            continue
        table = document.setdefault(declared.section, {}) if declared.section else document
        assert isinstance(table, dict)
        table[declared.key] = list(value) if isinstance(value, tuple) else value
    return tomli_w.dumps(document)


def from_toml(content: bytes, file_name: str) -> RunConfig:
    """Read a run from the bytes of a TOML file.

    Raises:
        ConfigError: in one line that names the file and, where it can be found, the line.
    """
    where = printable(file_name)
    document = _parse(content, where)
    text = content.decode("utf-8-sig")

    def fail(section: str, key: str, reason: str) -> ConfigError:
        line = _line_of(text, section, key)
        dotted = f"{section}.{key}" if section else key
        return ConfigError(f"{where}{f', line {line}' if line else ''}: {printable(dotted)}: {reason}")

    version = document.pop("format_version", FORMAT_VERSION)
    if type(version) is not int or version != FORMAT_VERSION:
        raise fail(
            "",
            "format_version",
            f"{shown(version)} is not known to this version of tui-nn; it reads {FORMAT_VERSION}",
        )

    known = {(declared.section, declared.key): declared for declared in ALL_OPTIONS}
    names = [section.section for section in SECTIONS if section.section]
    values: dict[tuple[str, str], object] = {}
    for top, found in document.items():
        is_table = top in names
        if is_table and not isinstance(found, dict):
            raise fail("", top, f"must be a table: write [{top}]")
        for key, value in found.items() if is_table and isinstance(found, dict) else [(top, found)]:
            place = (top if is_table else "", key)
            if place not in known:
                nearby = [other for section, other in known if section == place[0]]
                hint = did_you_mean(key, nearby if is_table else [*nearby, *names])
                raise fail(*place, f"unknown {'key' if is_table or not isinstance(value, dict) else 'table'}{hint}")
            try:
                values[place] = known[place].check(value)
            except OptionError as error:
                raise fail(*place, error.reason) from None
    try:
        return RunConfig().with_values(values)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from None


def _parse(content: bytes, where: str) -> dict[str, object]:
    if len(content) > LARGEST_FILE:
        raise ConfigError(f"{where}: is larger than {LARGEST_FILE:,} bytes and cannot be a configuration of tui-nn")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigError(
            f"{where}, line {line}: byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: is not valid TOML: {printable(str(error))}") from None
    except RecursionError:
        raise ConfigError(f"{where}: is nested too deeply") from None
    except ValueError as error:  # a number with thousands of digits, which tomllib hands on to int()
        raise ConfigError(f"{where}: holds a number that cannot be read: {quoted(str(error))}") from None


def _line_of(text: str, section: str, key: str) -> int | None:
    """The line (from 1) that sets `key` in `[section]`; TOML parsers of the standard library keep no positions."""
    current = ""
    assignment = re.compile(rf"\s*(?:[\"']?{re.escape(section)}[\"']?\s*\.\s*)?[\"']?{re.escape(key)}[\"']?\s*[=.]")
    table = re.compile(r"\s*\[\[?\s*[\"']?([^\]\"']*?)[\"']?\s*\]")
    for number, line in enumerate(text.split("\n"), start=1):
        header = table.match(line)
        if header:
            current = header[1]
            if not section and current.split(".")[0] == key:
                return number
        elif (current == section or (current == "" and "." in line)) and assignment.match(line):
            return number
    return None
