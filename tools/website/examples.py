"""Report pages of the example clusters, made when the site is built, and a page that leads to them."""

from __future__ import annotations

from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from eks_gpu.cli.report.pages import pages_of
from eks_gpu.costs import cost_of, prices_of
from eks_gpu.declaration import read
from eks_gpu.page import Subject, simulated_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FOLDER = PurePosixPath("examples/reports")
# From a report to the top of the site.
_UP = "../.."
_HEAD = """# Examples

These are the pages that `eks-gpu report` writes for the examples in `clusters/`. They are made with this site, load
nothing from anywhere, and can be printed. [The guide](../how-to/report.md) explains them. Choose a drawing to open its
page, or [the table of all clusters, with costs](reports/index.html).
"""


def reports(root: Path) -> dict[PurePosixPath, str]:
    """The text of each report, by its path in the site."""
    subjects = [_subject(root, path) for path in sorted((root / "clusters").glob("[!_]*.yaml"))]
    made = [pages_of(subjects, form, (), fleet=True) for form in ("html", "svg")]
    return {FOLDER / name: text for name, text in chain.from_iterable(made)}


def page(made: Mapping[PurePosixPath, str]) -> str:
    """The page that leads to the reports."""
    return _HEAD + "".join(_lines(made))


def _lines(made: Mapping[PurePosixPath, str]) -> Iterable[str]:
    names = (path.stem for path in made if path.suffix == ".svg")
    return (f"\n## {name}\n\n[![The cluster {name}](reports/{name}.svg)](reports/{name}.html)\n" for name in names)


def _subject(root: Path, path: Path) -> Subject:
    declaration = read(path, path.relative_to(root).as_posix())
    design = declaration.draft
    prices = prices_of(design.spec.region) if design else None
    cost = cost_of(design, prices) if design and prices else None
    return Subject(declaration, prices, cost, simulated_day(declaration, prices), docs=_UP)
