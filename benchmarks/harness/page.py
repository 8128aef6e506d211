"""The page of the figures, and the same tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.harness.benchmark import Results, amounts, ratios

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.harness.benchmark import Benchmark
    from benchmarks.harness.bounds import Bounds

HEAD = """# Costs of the commands

The question on this page is how much slower a command is than the least that it could cost. Each table was measured in
one session, its rows in turn, as whole processes from outside. Seconds depend on the machine and on its other work, so
compare **ratios**, and only within a table.

- *processor* is the time of all processes of a command on all cores, the least of its runs. Other work on the machine
  changes it little, so the ratios are made of it.
- *wall* is the time that you wait, the least and the median of all runs.
- *MiB* is the peak memory of all processes together, each shared page counted once.
- *growth* is the power of the size with which a cost grows, above the cost of the smallest size: 1 is linear, 2
  quadratic, 0 constant.

`make bench` measures everything and writes this page. `make bench-check` fails if a ratio exceeds its recorded bound
([`benchmarks/bounds.toml`](../../benchmarks/bounds.toml)) by more than the margin in every one of three sessions.
[How bounds are set](../../CONTRIBUTING.md#benchmarks) is in CONTRIBUTING.
"""
MARKS = {True: "yes", False: "**no**"}
UNITS = {
    "time": ("processor time", "x"),
    "memory": ("memory", "x"),
    "seconds": ("wall time", " s"),
    "mebibytes": ("memory", " MiB"),
}
LARGE = 100
NOTHING = Results({}, {})
FACTS = {
    "date": "measured on",
    "processor": "processor",
    "cores": "cores",
    "memory": "memory",
    "system": "system",
    "python": "Python",
    "node": "Node.js",
    "load": "processes that wanted a core before the session",
}


def page(
    benchmarks: Sequence[Benchmark], found: Mapping[str, Results], facts: Sequence[Mapping[str, str]], bounds: Bounds
) -> str:
    """The page about all benchmarks."""
    parts = [HEAD, "## Machine\n", _facts(facts)]
    for one in benchmarks:
        measured = table(one, found[one.id]) if one.id in found else "Not measured in this session.\n"
        parts += [f"## {one.title}\n", f"{one.about}\n", measured]
    parts += ["## Targets\n", _targets(benchmarks, found, bounds)]
    return "\n".join(parts)


def table(benchmark: Benchmark, results: Results) -> str:
    """The rows of one benchmark, and how they grow."""
    base = results.cases.get(benchmark.base)
    rows = [("command", "processor", "ratio", "wall: least, median", "MiB", "ratio")]
    for case in results.cases.values():
        assert base is not None
        rows.append(
            (
                case.title,
                f"{_number(case.processor)} s",
                f"{_number(case.processor / base.processor)}x",
                f"{_number(case.seconds)} s, {_number(case.median)} s",
                f"{case.mebibytes:.0f}",
                f"{_number(case.mebibytes / base.mebibytes)}x",
            )
        )
    rows += [(title, reason, "", "", "", "") for title, reason in results.absent.values()]
    return "\n".join([*_markdown(rows), "", *_growth(benchmark, results)])


def _growth(benchmark: Benchmark, results: Results) -> Iterator[str]:
    found = ratios(results, benchmark.base)
    for name in [name.removesuffix(".time") for name in found if name.endswith("growth.time")]:
        series = name.removesuffix("growth").rstrip("-")
        time, memory = found[f"{name}.time"], found[f"{name}.memory"]
        of = f" ({series})" if series else ""
        yield f"Growth with {benchmark.things}{of}: processor time {time:.2f}, memory {memory:.2f}."
        yield ""


def _targets(benchmarks: Sequence[Benchmark], found: Mapping[str, Results], bounds: Bounds) -> str:
    rows = [("what", "measured", "target", "reached")]
    for one in benchmarks:
        results = found.get(one.id, NOTHING)
        values = {**ratios(results, one.base), **amounts(results)}
        for figure, row in bounds.figures.get(one.id, {}).items():
            if row.target is None:
                continue
            name, _, kind = figure.rpartition(".")
            what, unit = UNITS[kind] if not name.endswith("growth") else (UNITS[kind][0], "")
            case = results.cases.get(name)
            # The cases of both engines have the same titles.
            title = f"{one.title}: {case.title}" if case else f"{one.title}: growth"
            if figure not in values:
                rows.append((f"{one.title}: {figure}", "not measured", f"{row.target:g}{unit}", ""))
                continue
            compared = f"{what}, next to {results.cases[one.base].title}" if unit == "x" and case else what
            reached = MARKS[values[figure] <= row.target]
            rows.append((f"{title}: {compared}", f"{_number(values[figure])}{unit}", f"{row.target:g}{unit}", reached))
    return "\n".join(_markdown(rows)) + "\n"


def _facts(facts: Sequence[Mapping[str, str]]) -> str:
    rows = [("", "")]
    for name, title in FACTS.items():
        values = list(dict.fromkeys(one[name] for one in facts))
        if name in {"date", "load"} and len(values) > 1:
            values = [f"{min(values)} to {max(values)}"]
        rows.append((title, ", ".join(values)))
    return "\n".join(_markdown(rows)) + "\n"


def _markdown(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    first, *others = rows
    yield f"| {' | '.join(first)} |".replace("|  |", "| |")
    yield f"|{'---|' * len(first)}"
    for row in others:
        yield f"| {' | '.join(row)} |"


def _number(value: float) -> str:
    """Two digits after the point, fewer for what is large."""
    return f"{value:,.0f}" if value >= LARGE else f"{value:.2f}"
