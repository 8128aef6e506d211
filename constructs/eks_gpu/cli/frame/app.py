"""The application: its groups of commands, the options that every command has, and how errors end."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from eks_gpu.cli.frame import PROGRAM
from eks_gpu.cli.frame import help as _help
from eks_gpu.cli.frame import terminal as _terminal
from eks_gpu.guard import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Wider lines are hard to read.
_WIDEST = 120


def shared_declarations(
    *,
    color: Annotated[
        _terminal.Color | None,
        typer.Option(
            "--color",
            help="Colors: auto (on a terminal), always or never. NO_COLOR and FORCE_COLOR count too.",
            metavar="WHEN",
            callback=_terminal.set_color,
            expose_value=False,
        ),
    ] = None,
    quiet: Annotated[
        bool | None,
        typer.Option(
            "--quiet",
            "-q",
            help="Print problems and results only: no progress, no summary.",
            callback=_terminal.set_quiet,
            expose_value=False,
        ),
    ] = None,
) -> None:
    """Declare the options that every command has; their callbacks take them."""


@cache
def shared_options() -> tuple[Any, ...]:
    """The options that every command has, as typer's parameters."""
    only = typer.Typer(add_completion=False)
    only.command()(shared_declarations)
    return tuple(typer.main.get_command(only).params)


@contextmanager
def _plain_refusals() -> Iterator[None]:
    """Leave out what a refusal says about pydantic, and name the option by the names that help shows."""
    try:
        yield
    except typer.BadParameter as error:
        message = error.message.replace("Value error, ", "", 1).replace("Input should be", "it must be", 1)
        error.message = message.partition(", unable to parse")[0]
        if error.param is not None and error.param_hint is None and error.param.param_type_name == "option":
            error.param_hint = " / ".join(f"'{name}'" for name in _help.names_of(error.param))
        raise


class Command(TyperCommand):
    """A command with the shared options, and help in plain lines."""

    def __init__(self, *args: Any, params: list[Any] | None = None, **others: Any) -> None:  # noqa: ANN401 - typer's
        """Add the shared options."""
        super().__init__(*args, params=[*(params or []), *shared_options()], **others)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer keeps the class to itself
        """Read the words of the command line."""
        with _plain_refusals():
            return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - as above
        """The help text."""
        return super().get_help(ctx).replace(_help.UNBROKEN, " ")

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401 - as above
        """Words of the usage line."""
        return ["[OPTIONS]", *_help.usage_of(self.get_params(ctx))]

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write the sections about parameters."""
        _help.write_parameters(formatter, self.get_params(ctx), shared_options())

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - as above
        """Write the examples."""
        _help.write_examples(formatter, PROGRAM, _examples(str(self.name)))


class Group(TyperGroup):
    """The group of commands, which never end with a traceback; typer reports errors of the command line itself."""

    def __init__(self, *args: Any, params: list[Any] | None = None, **others: Any) -> None:  # noqa: ANN401 - typer's
        """Add the shared options."""
        super().__init__(*args, params=[*(params or []), *shared_options()], **others)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer keeps the class to itself
        """Forget the options of another run in this process."""
        _terminal.reset()
        with _plain_refusals():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        """Run a command, and turn any exception into a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, TyperException):
            raise
        except BaseException as error:  # noqa: BLE001 - as the last frame, before typer makes a traceback of it
            raise typer.Exit(explained(PROGRAM, error)) from None

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write commands by purpose, then options."""
        self.format_commands(ctx, formatter)
        _help.write_parameters(formatter, self.get_params(ctx), ())

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write a section for each purpose; a command that no section names is in the last one."""
        from eks_gpu.cli.commands import SECTIONS  # noqa: PLC0415 - the commands import this module

        known = {name for names in SECTIONS.values() for name in names}
        others = tuple(name for name in self.list_commands(ctx) if name not in known)
        wide = max(map(len, self.list_commands(ctx)))
        for title, names in {**SECTIONS, "Other": (*SECTIONS["Other"], *others)}.items():
            found = [(name, self.commands[name]) for name in names if name in self.commands]
            rows = [(f"{name:{wide}}", str(one.help).partition("\n\n")[0]) for name, one in found if not one.hidden]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - as above
        """Write the examples."""
        _help.write_examples(formatter, PROGRAM, _examples(""))
        formatter.write_paragraph()
        formatter.write_text(f"`{PROGRAM} COMMAND --help` describes a command.")


def _examples(name: str) -> Iterator[tuple[str, str]]:
    from eks_gpu.cli.frame.examples import FIRST, INVOCATIONS  # noqa: PLC0415 - only help needs them

    yield from (INVOCATIONS.get(name, {}) if name else FIRST).items()


app = typer.Typer(
    name=PROGRAM,
    cls=Group,
    help="Declare, check, explain, synthesize and diagnose GPU clusters on Amazon EKS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDEST},
)


def command(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command.

    Args:
        name: As it is typed.
    """
    return app.command(name, cls=Command)


def ends(code: int) -> None:
    """End a command with an exit code."""
    raise typer.Exit(code)


def _print_version(asked: bool | None) -> None:  # noqa: FBT001 - the value of an option, from typer
    if asked:
        from eks_gpu.cli.frame.version import version_line  # noqa: PLC0415 - few ask

        typer.echo(version_line())
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool | None,
        typer.Option(
            "--version",
            "-V",
            help="Print the version, the engine and the date of the catalogue.",
            callback=_print_version,
            is_eager=True,
            expose_value=False,
        ),
    ] = None,
) -> None:
    """Declare, check, explain, synthesize and diagnose GPU clusters on Amazon EKS."""
