"""Tracebacks of Python: the exception that ends them, and the library of the deepest frame."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.derived import chain, devices
from eks_gpu.doctor.signatures.derived.codes import by_code, fitting
from eks_gpu.doctor.signatures.derived.told import Told, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

# Exceptions that only repeat that a process, an actor or an engine ended: the one before them is the cause.
_WRAPPERS = re.compile(
    r"CalledProcessError|ChildFailedError|Ray(?:Task|Actor)Error|ActorDiedError|EngineDead\w*|BrokenProcessPool|SystemExit|"
    r"KeyboardInterrupt|ProcessExitedException|ProcessRaisedException|RuntimeEnvSetupError|AsyncEngineDeadError|"
    r"RetryError|Engine (?:core |process )?(?:initialization )?failed|CancelledError|BrokenPipeError"
)
_FRAME = re.compile(r'File "(?P<path>[^"]+)", line (?P<line>\d+)')
_LIBRARY = re.compile(r"(?:site|dist)-packages/(?P<name>[\w.-]+?)(?:/|\.py)")
_STANDARD = re.compile(r"/python3(?:\.\d+)?/(?P<name>\w+)")
_EXCEPTION = re.compile(r"^(?P<name>[A-Za-z_][\w.]*)(?:: ?(?P<text>.*))?$")
_HEAD = re.compile(r"^(?P<prefix>.*?)Traceback \(most recent call last\):", re.MULTILINE)
# A traceback whose beginning is cut off starts with a frame.
_CUT = re.compile(r'^(?P<prefix>|.*?\S )[ \t]*File "[^"\n]+", line \d+, in ')
# Exceptions that say little about the cause, so that the part of the program that raised them says more.
_VAGUE = re.compile(
    r"(?:Value|Runtime|Assertion|Type|Attribute|Key|Index|NotImplemented|Name|UnboundLocal|Validation|Config|Argument|System|"
    r"Internal|EOF|OS|Overflow|Compilation|Backend|DistBackend|DistStore|RayTask)Error|Exception|BackendCompilerFailed"
)
# The beginning of another line of a log.
_NEW_LINE = re.compile(r"\[?\d{4}-|[IWEF]\d{4}|\[?\d\d:\d\d|INFO|ERROR|WARN")
# Lines of a traceback that are looked at.
_MOST = 600


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of a traceback.

    Attributes:
        name: The class, without its module.
        text: Its message.
        place: The library of the deepest frame, or the file and line of the program.
        paths: The files of the frames, the outermost first.
    """

    name: str
    text: str
    place: str
    paths: tuple[str, ...] = ()

    @property
    def is_wrapper(self) -> bool:
        """Whether it only repeats that something else ended."""
        return bool(_WRAPPERS.search(f"{self.name}: {self.text}"))


def told(found: re.Match[str]) -> Told | None:
    """The last exception of a chain of tracebacks that repeats no other one, and where it was raised."""
    begin = found.string.rfind("\n", 0, found.start()) + 1
    raised = list(_raised(found.string[begin : begin + 80_000]))
    cause = next((one for one in reversed(raised) if not one.is_wrapper), raised[-1] if raised else None)
    return _words(cause) if cause else None


def told_of_line(found: re.Match[str]) -> Told | None:
    """The exception of a line without a traceback; without one, the innermost error of its chain."""
    exception = re.search(r"(?P<name>[A-Za-z_][\w.]*(?:Error|Exception)): (?P<text>[^\n]+)", found[0])
    if exception is None:
        return chain.told(found)
    return _words(Raised(_short(exception["name"]), exception["text"], ""))


def _raised(text: str) -> Iterator[Raised]:
    """The exceptions of the first chain of tracebacks, in their order."""
    head = _HEAD.match(text)
    cut = None if head else _CUT.match(text)
    head = head or cut
    if head is None:
        return
    same = re.compile(re.sub(r"\d+", r"\\d+", re.escape(head["prefix"])))
    deepest = ""
    paths: list[str] = []
    is_open = cut is not None
    for raw in text.splitlines()[:_MOST]:
        line = same.sub("", raw, count=1) if head["prefix"] else raw
        if "Traceback (most recent call last):" in line:
            is_open, deepest, paths = True, "", []
            continue
        frame = _FRAME.search(line)
        if frame:
            deepest = _place(frame)
            paths.append(frame["path"])
        elif is_open and line.strip() and not line.startswith((" ", "\t")):
            exception = _EXCEPTION.match(line.strip())
            if exception is None:
                continue
            yield Raised(_short(exception["name"]), exception["text"] or "", deepest, tuple(paths))
            is_open = False
        elif not is_open and _NEW_LINE.match(line.strip()):
            # A message of several lines goes on; a new line of a log ends the chain.
            return


def _place(frame: re.Match[str]) -> str:
    path = frame["path"]
    library = _LIBRARY.search(path)
    if library:
        return library["name"]
    standard = _STANDARD.search(path)
    return f"Python's {standard['name']}" if standard else f"{path.rpartition('/')[2]}, line {frame['line']}"


def _part(paths: tuple[str, ...]) -> Told | None:
    """The part of a program that raised an exception: the deepest frame that the table knows."""
    known = (fitting("places", "place", "means", path) for path in reversed(paths))
    return next((told for told in known if told), None)


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _words(one: Raised) -> Told:
    known = fitting("endings", "ending", "means", one.text) if one.name in {"OSError", "IOError"} else None
    general = by_code("exceptions").get(one.name)
    part = _part(one.paths) if general is None or _VAGUE.fullmatch(one.name) else None
    known = devices.of_exception(one.text) or known or part or general
    place = f" in {one.place}" if one.place else ""
    said = f"{one.name}{place}: {quoted(one.text)}" if one.text else f"{one.name}{place}"
    return Told(f"{known.means}: {said}" if known else said, known.next if known else "")
