"""Help in plain lines as wide as the terminal: usage, text, arguments, options, examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Spellings of earlier versions, which stay and are not shown.
ALIASES = frozenset({"--format", "--json"})
# A space at which no line ends, until the help is complete.
UNBROKEN = "\N{NO-BREAK SPACE}"
# Columns of the names in a list; longer ones get a line of their own.
_NAMES = 30


def usage_of(params: Sequence[Any]) -> list[str]:
    """Arguments as the usage line names them: ``FILE...``, or ``[FILE...]`` where it may be left out."""
    return [_argument(one) for one in params if one.param_type_name == "argument" and not one.hidden]


def write_parameters(formatter: Any, params: Sequence[Any], shared: Sequence[Any]) -> None:  # noqa: ANN401 - typer's
    """The sections about arguments, options, and options that every command has."""
    shown = [one for one in params if not one.hidden]
    arguments = [(_argument(one), str(one.help)) for one in shown if one.param_type_name == "argument"]
    options = [one for one in shown if one.param_type_name == "option"]
    own = [_option(one) for one in options if one not in shared]
    everywhere = [_option(one) for one in options if one in shared]
    for title, rows in (("Arguments", arguments), ("Options", own), ("Options of every command", everywhere)):
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows, col_max=_NAMES)


def write_examples(formatter: Any, program: str, examples: Iterator[tuple[str, str]]) -> None:  # noqa: ANN401 - as above
    """Command lines, each below a comment with its purpose; they are never folded, so that they can be copied."""
    lines = [f"  # {why.rstrip(':.')}\n  {program} {line}\n" for line, why in examples]
    if lines:
        formatter.write_paragraph()
        formatter.write_heading("Examples")
        formatter.write("\n".join(lines))


def names_of(option: Any) -> list[str]:  # noqa: ANN401 - as above
    """The names of an option that help shows, the short one first, as everywhere else."""
    # A name that is a former spelling of one option can be the only one of another.
    return sorted((name for name in option.opts if name not in ALIASES), key=len) or list(option.opts)


def _argument(one: Any) -> str:  # noqa: ANN401 - as above
    name = f"{(one.metavar or one.name.upper()).removesuffix('...')}{'...' if one.nargs != 1 else ''}"
    return name if one.required or name.startswith("[") else f"[{name}]"


def _option(one: Any) -> tuple[str, str]:  # noqa: ANN401 - as above
    names = names_of(one)
    head = ", ".join(names) if len(names[0]) == len("-x") else f"    {', '.join(names)}"
    takes = "" if one.is_flag else f" {one.metavar or 'TEXT'}"
    default = one.default.value if hasattr(one.default, "value") else one.default
    shown = default is not None and default is not False and default not in ("", []) and not callable(default)
    # A line does not end within it.
    tail = f" [default:{UNBROKEN}{default}]" if shown else ""
    return f"{head}{takes}", f"{one.help}{tail}"
