"""`eks-gpu show`: a declaration merged with all the files below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.cli._print import say, show
from eks_gpu.cli.check import exit_code
from eks_gpu.cli.frame.files import STDIN, NoFileError, from_stdin, single
from eks_gpu.printable import as_json as json_text
from eks_gpu.problem import render
from eks_gpu.report.merged import complete, merged, ordered, sound, with_defaults
from eks_gpu.spec import load_file

if TYPE_CHECKING:
    from pathlib import Path


def run(file: Path | None, *, all_fields: bool, as_json: bool) -> int:
    """Print a file merged with those below it; its problems go to standard error."""
    try:
        file = single(file)
    except NoFileError as error:
        say(f"eks-gpu show: {error}")
        return 2
    loaded = from_stdin() if file == STDIN else load_file(file)
    if loaded.problems:
        say(render(loaded.problems))
    if loaded.merged is None:
        return exit_code(loaded.problems)
    if all_fields and loaded.problems:
        say("\neks-gpu show: --all shows defaults only if the file has no problems")
        return exit_code(loaded.problems)
    defaults = loaded.spec if all_fields else None
    if as_json:
        told = with_defaults(ordered(loaded.merged.plain), sound(loaded))
        document = told if defaults is None else complete(defaults)
        print(json_text(document))
    else:
        show(merged(loaded, defaults).rstrip("\n"))
    return exit_code(loaded.problems)
