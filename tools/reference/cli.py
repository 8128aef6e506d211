"""docs/reference/cli.md: every command of `eks-gpu`, from Typer's own description of it."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

from typer.models import ArgumentInfo, CommandInfo, OptionInfo
from typer.utils import get_params_from_function

from eks_gpu.cli import PROGRAM, app
from eks_gpu.cli.frame.app import root, shared_declarations
from eks_gpu.cli.frame.examples import INVOCATIONS
from eks_gpu.cli.frame.help import ALIASES
from eks_gpu.guard import DEBUG, FAILED, INTERRUPTED, NO_READER
from tools.pages import anchor, escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD = f"""# Command line

Every command of `{PROGRAM}`, with its arguments, options and exit codes. No command changes anything in AWS or
Kubernetes. Only `{PROGRAM} synth` starts an engine ([synthesis](synthesis.md)), which `pipx install '{PROGRAM}[cdktf]'`
installs too; every other command works without and takes less than half a second for one file.

Without a file, a command takes those of `clusters/`; `-` is standard input. `--format` and `--json`, the spellings of
earlier versions, still work; `{PROGRAM} report` has an option `--format` of its own.

Exit codes that every command has:

| code | meaning |
|---|---|
| {FAILED} | the command line is wrong, or the input or the output fails; the message on standard error says which |
| {INTERRUPTED} | interrupted, for example with Ctrl-C |
| {NO_READER} | the reader of standard output has closed it, as `head` does |

Options of the program itself, and of every command:

%(shared)s
Colors follow `--color`, or else `NO_COLOR` and `FORCE_COLOR`, or else the terminal. Text is folded at the width of the
terminal, at 80 columns where there is none. Work that takes longer than a second shows its progress on standard error,
if that is a terminal.

With the environment variable `{DEBUG}=1`, an unexpected failure prints its traceback.

This page is generated from the code (`make docs`).
"""
_KINDS = {Path: "path", int: "whole number", float: "number", str: "text"}
_EXIT = re.compile(r"\s*Exit[^:]*:\s*(.+?)\.?\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument or option.

    Attributes:
        name: As it is typed: `FILE`, or `--since`.
        is_argument: Whether it goes by its place.
        kind: Description of its value; empty for a switch.
        is_many: Whether there may be several.
        is_required: Whether the command refuses to run without it.
        default: Description of its default; empty if it has none.
        help: Help text, as the command prints it.
    """

    name: str
    is_argument: bool
    kind: str
    is_many: bool
    is_required: bool
    default: str
    help: str


def page() -> str:
    """The reference of the command line, as Markdown."""
    found = commands()
    rows = [f"| [`{PROGRAM} {name}`](#{anchor(_title(name))}) | {_first(one)} |" for name, one in found.items()]
    parts = [
        HEAD % {"shared": _table("option", list(_shared_options()))},
        "| command | purpose |\n|---|---|",
        *rows,
        "",
        *(_section(name, one) for name, one in found.items()),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _first(command: CommandInfo) -> str:
    """The first paragraph of a help text."""
    return summary(command)[0].partition("\n\n")[0]


def commands() -> dict[str, CommandInfo]:
    """Commands by name, in the order of `--help`."""
    return {str(registered_command.name): registered_command for registered_command in app.registered_commands}


def summary(command: CommandInfo) -> tuple[str, dict[str, str]]:
    """The help text of a command, and its exit codes with their meaning, which are the last sentence of it."""
    text = inspect.getdoc(command.callback) or ""
    codes = _EXIT.search(text)
    meanings = re.findall(r"\b(\d)[ :=]+(.+?)(?=[,;] \d\b|$)", codes[1]) if codes else []
    return escaped(_EXIT.sub("", text)), {code: escaped(meaning) for code, meaning in meanings}


def parameters(command: CommandInfo) -> Iterator[Parameter]:
    """Arguments and options of a command, as they are declared."""
    callback = command.callback
    assert callback is not None
    yield from _declared(callback)


def _shared_options() -> Iterator[Parameter]:
    """Options that no command declares itself."""
    yield from _declared(root)
    yield from _declared(shared_declarations)
    yield Parameter(
        name="-h`, `--help",
        is_argument=False,
        kind="",
        is_many=False,
        is_required=False,
        default="",
        help="Show the help text and exit.",
    )


def _declared(function: Callable[..., object]) -> Iterator[Parameter]:
    for name, declared in get_params_from_function(function).items():
        if not getattr(declared.default, "hidden", False):
            yield _parameter(name, declared.annotation, declared.default)


def _parameter(name: str, annotation: Any, info: ArgumentInfo | OptionInfo) -> Parameter:  # noqa: ANN401 - any annotation
    is_argument = isinstance(info, ArgumentInfo)
    value = info.default.value if isinstance(info.default, Enum) else info.default
    has_default = value is not ... and value is not None and value is not False and value != ""
    return Parameter(
        name=(info.metavar or name.upper()).removesuffix("...").strip("[]") if is_argument else _option(name, info),
        is_argument=is_argument,
        kind=_kind(annotation, None if is_argument else info.metavar),
        is_many=any(get_origin(part) is list for part in (annotation, *get_args(annotation))),
        is_required=value is ...,
        default=str(value) if has_default else "",
        help=escaped(str(info.help)),
    )


def _option(name: str, info: ArgumentInfo | OptionInfo) -> str:
    given = info.param_decls or ()
    names = sorted([one for one in given if one not in ALIASES] or given, key=len)
    return "`, `".join(names) or f"--{name.replace('_', '-')}"


def _kind(annotation: Any, metavar: str | None) -> str:  # noqa: ANN401 - any annotation
    parts = (annotation, *get_args(annotation), *(inner for one in get_args(annotation) for inner in get_args(one)))
    is_choice = any(isinstance(part, type) and issubclass(part, Enum) for part in parts)
    if metavar and not is_choice:
        return f"`{metavar}`"
    for part in parts:
        if part is bool:
            return ""
        if isinstance(part, type) and issubclass(part, Enum):
            return " or ".join(f"`{choice.value}`" for choice in part)
        if part in _KINDS:
            return _KINDS[part]
    raise TypeError(annotation)


def _title(name: str) -> str:
    return f"{PROGRAM} {name}"


def usage(name: str, command: CommandInfo) -> str:
    """Usage line of a command."""
    found = list(parameters(command))
    arguments = [_word(one) for one in found if one.is_argument]
    options = ["[OPTIONS]"] if any(not one.is_argument for one in found) else []
    return " ".join([_title(name), *options, *arguments])


def _word(argument: Parameter) -> str:
    word = f"{argument.name}{'...' if argument.is_many else ''}"
    return word if argument.is_required else f"[{word}]"


def _section(name: str, command: CommandInfo) -> str:
    text, codes = summary(command)
    found = list(parameters(command))
    arguments = [one for one in found if one.is_argument]
    options = [one for one in found if not one.is_argument]
    parts = [f"## `{_title(name)}`\n\n{text}\n\n```console\n$ {usage(name, command)}\n```\n"]
    if arguments:
        parts.append(_table("argument", arguments))
    if options:
        parts.append(_table("option", options))
    parts.append(_exits(codes))
    examples = "\n\n".join(f"{why}\n\n```console\n$ {PROGRAM} {line}\n```" for line, why in INVOCATIONS[name].items())
    return "\n".join([*parts, f"{examples}\n"])


def _table(head: str, found: list[Parameter]) -> str:
    rows = [f"| `{one.name}` | {_takes(one)} | {one.help} |" for one in found]
    return "\n".join([f"| {head} | takes | meaning |\n|---|---|---|", *rows, ""])


def _takes(one: Parameter) -> str:
    notes = [
        one.kind or "nothing",
        *(["may be repeated"] if one.is_many else []),
        *([f"default `{one.default}`"] if one.default else []),
    ]
    return ", ".join(notes)


def _exits(codes: dict[str, str]) -> str:
    meanings = codes or {"0": "printed"}
    return "\n".join(
        ["| exit code | meaning |\n|---|---|", *(f"| {code} | {text} |" for code, text in meanings.items()), ""]
    )
