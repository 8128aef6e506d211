"""`eks-gpu completion`: scripts for shells, written from the commands as typer knows them.

The scripts hold every command, option and value, so no program runs when somebody presses TAB; the usual way of typer
starts Python each time.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, get_args

import typer

from eks_gpu.cli.commands import NAMES, load
from eks_gpu.cli.frame import PROGRAM
from eks_gpu.cli.frame.help import names_of
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Names of values that are files or folders.
_PATHS = frozenset({"FILE", "FOLDER", "PLAN"})
_HELP = ("-h", "--help")


@dataclass(frozen=True)
class Option:
    """An option, for a shell.

    Attributes:
        names: As it is typed: ``-o``, ``--output``.
        help: The first sentence of its help.
        values: The values that it takes, if they are known.
        is_flag: Whether it takes no value.
        is_path: Whether its value is a file or folder.
    """

    names: tuple[str, ...]
    help: str
    values: tuple[str, ...] = ()
    is_flag: bool = False
    is_path: bool = False


@dataclass(frozen=True)
class Entry:
    """A command, for a shell.

    Attributes:
        name: As it is typed.
        help: The first sentence of its help.
        options: Its options.
        words: Values of its argument, if they are known; otherwise it takes files.
        has_files: Whether it takes files.
    """

    name: str
    help: str
    options: tuple[Option, ...]
    words: tuple[str, ...] = ()
    has_files: bool = False


def script(shell: str) -> str:
    """The script of a shell: ``bash``, ``zsh`` or ``fish``."""
    group: Any = typer.main.get_command(load())
    entries = [_entry(group.commands[name]) for name in sorted(group.commands, key=_place)]
    write: dict[str, Callable[[Sequence[Entry], Sequence[Option]], str]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
    return write[shell](entries, _options(group))


def _place(name: str) -> int:
    """The place in the help text; a command that it does not order is last."""
    return NAMES.index(name) if name in NAMES else len(NAMES)


def _entry(command: Any) -> Entry:  # noqa: ANN401 - typer keeps the class to itself
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    words = tuple(word for one in arguments for word in _values(one))
    return Entry(
        str(command.name), _sentence(command.help), _options(command), words, has_files=bool(arguments) and not words
    )


def _options(command: Any) -> tuple[Option, ...]:  # noqa: ANN401 - as above
    shown = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
    found = [
        Option(
            tuple(names_of(one)),
            _sentence(one.help),
            _values(one),
            is_flag=one.is_flag,
            is_path=one.metavar in _PATHS,
        )
        for one in shown
    ]
    return (*found, Option(_HELP, "Show this message and exit", is_flag=True))


def _values(one: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
    """The values of a choice, optional or not."""
    return tuple(str(choice.value) for kind in _kinds(one) if issubclass(kind, Enum) for choice in kind)


def _kinds(one: Any) -> list[type]:  # noqa: ANN401 - as above
    """The types in an annotation, such as `Path` in ``list[Path] | None``."""
    annotation = one.type_descriptor.annotation
    parts = [annotation, *get_args(annotation), *(inner for part in get_args(annotation) for inner in get_args(part))]
    return [part for part in parts if isinstance(part, type) and not get_args(part)]


def _sentence(text: str | None) -> str:
    """The first sentence, or what is before the first colon, without characters that a shell takes for its own."""
    first = " ".join(str(text).partition("\n\n")[0].split()).partition("; ")[0].rstrip(".")
    return "".join(letter for letter in first.replace("'s ", " ") if letter not in '`"[]\\$')


def _bash(entries: Sequence[Entry], shared: Sequence[Option]) -> str:
    cases = "\n".join(_bash_case(one.name, one.options, one.words) for one in entries)
    takes = " ".join(name for one in shared if not one.is_flag for name in one.names)
    return f"""\
# bash completion for {PROGRAM}; load it with: source <({PROGRAM} completion bash)
# mapfile, which shellcheck would have, is missing in the bash 3.2 of macOS.
_eks_gpu() {{
    # Names are split at line ends, so that they may hold spaces.
    local IFS=$'\\n' current previous command index options words values
    current=${{COMP_WORDS[COMP_CWORD]}}
    previous=${{COMP_WORDS[COMP_CWORD-1]}}
    COMPREPLY=()
    # The command is the first word that is neither an option nor the value of one.
    command=
    for ((index = 1; index < COMP_CWORD; index++)); do
        if [[ " {takes} " == *" ${{COMP_WORDS[index-1]}} "* || ${{COMP_WORDS[index]}} == -* ]]; then
            continue
        fi
        command=${{COMP_WORDS[index]}}
        break
    done
    # "--output=json" reaches bash as three words.
    if [[ $current == "=" ]]; then
        current=
    elif [[ $previous == "=" ]]; then
        previous=${{COMP_WORDS[COMP_CWORD-2]}}
    fi
    words=
    values=
    case $command in
{_bash_case("", shared, [one.name for one in entries])}
{cases}
    *) return ;;
    esac
    if [[ $values == NONE ]]; then
        return
    elif [[ $values == FILE ]] || [[ -z $values$words && $current != -* ]]; then
        compopt -o filenames 2> /dev/null
        # shellcheck disable=SC2207
        COMPREPLY=($(compgen -f -- "$current"))
    elif [[ -z $values && $current == -* ]]; then
        # shellcheck disable=SC2207
        COMPREPLY=($(IFS=' ' compgen -W "$options" -- "$current"))
    else
        # shellcheck disable=SC2207
        COMPREPLY=($(IFS=' ' compgen -W "${{values:-$words}}" -- "$current"))
    fi
}}
complete -F _eks_gpu {PROGRAM}
"""


def _bash_case(name: str, options: Sequence[Option], words: Sequence[str]) -> str:
    all_names = " ".join(name for one in options for name in one.names)
    lines = [f"    {name or chr(39) * 2})", f'        options="{all_names}"']
    if words:
        lines.append(f'        words="{" ".join(words)}"')
    takes = [one for one in options if not one.is_flag]
    if takes:
        values = (f'        {" | ".join(one.names)}) values="{_bash_values(one)}" ;;' for one in takes)
        lines += ["        case $previous in", *values, "        esac"]
    return "\n".join([*lines, "        ;;"])


def _bash_values(one: Option) -> str:
    return " ".join(one.values) or ("FILE" if one.is_path else "NONE")


def _zsh(entries: Sequence[Entry], shared: Sequence[Option]) -> str:
    commands = "\n".join(f"        '{one.name}:{one.help}'" for one in entries)
    cases = "\n".join(_zsh_case(one) for one in entries)
    options = "\n".join(f"        {_zsh_option(one)} \\" for one in shared)
    return f"""\
#compdef {PROGRAM}
# zsh completion for {PROGRAM}; load it with: source <({PROGRAM} completion zsh)
_eks_gpu() {{
    local context state state_descr line
    typeset -A opt_args
    local -a commands
    commands=(
{commands}
    )
    _arguments -C -s \\
{options}
        '1: :->command' \\
        '*:: :->arguments'
    case $state in
    command) _describe -t commands command commands ;;
    arguments)
        case $words[1] in
{cases}
        esac
        ;;
    esac
}}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _eks_gpu "$@"
else
    compdef _eks_gpu {PROGRAM}
fi
"""


def _zsh_case(one: Entry) -> str:
    last = f"'1:value:({' '.join(one.words)})'" if one.words else "'*:file:_files'" if one.has_files else ""
    parts = [*(_zsh_option(option) for option in one.options), *([last] if last else [])]
    return f"        {one.name}) _arguments -s {' '.join(parts)} ;;"


def _zsh_option(one: Option) -> str:
    text = one.help.replace(":", "\\:")
    names = one.names[0] if len(one.names) == 1 else ""
    head = f"'{names}" if names else f"'({' '.join(one.names)})'{{{','.join(one.names)}}}'"
    return f"{head}[{text}]{_zsh_value(one)}'"


def _zsh_value(one: Option) -> str:
    if one.is_flag:
        return ""
    return f":value:({' '.join(one.values)})" if one.values else f":value:{'_files' if one.is_path else ' '}"


def _fish(entries: Sequence[Entry], shared: Sequence[Option]) -> str:
    lines = [f"# fish completion for {PROGRAM}; load it with: {PROGRAM} completion fish | source"]
    names = " ".join(one.name for one in entries)
    none = f"not __fish_seen_subcommand_from {names}"
    lines += [f"complete -c {PROGRAM} -n '{none}' -f -a {one.name} -d '{one.help}'" for one in entries]
    lines += [_fish_option(none, one) for one in shared]
    for one in entries:
        seen = f"__fish_seen_subcommand_from {one.name}"
        if one.words:
            lines.append(f"complete -c {PROGRAM} -n '{seen}' -f -a '{' '.join(one.words)}'")
        elif not one.has_files:
            lines.append(f"complete -c {PROGRAM} -n '{seen}' -f")
        lines += [_fish_option(seen, option) for option in one.options]
    return "\n".join(lines) + "\n"


def _fish_option(condition: str, one: Option) -> str:
    names = [f"-s {name[1:]}" if len(name) == len("-x") else f"-l {name[2:]}" for name in one.names]
    takes = "" if one.is_flag else f" -x -a '{' '.join(one.values)}'" if one.values else " -r" if one.is_path else " -x"
    return f"complete -c {PROGRAM} -n '{condition}' {' '.join(names)}{takes} -d '{one.help}'"
