"""Compare the English of users' texts and of the code with STYLE.md: no file may have more slips than the baseline.

Usage: check_style.py [--all | --update]

--all also prints the known slips, for authors who rewrite a page or a module; --update lowers the baselines after an
improvement. A baseline never grows: rewrite a new slip, or give it an exception with its reason in
tools/style/exceptions.toml. Texts that users see are in baseline.json, docstrings and comments in baseline_code.json.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

# Python looks for modules next to a script, but the code is below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from tools.style import slips as style  # noqa: E402 - after the path above
from tools.style.code import code  # noqa: E402 - as above
from tools.style.texts import texts  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterable


def main(arguments: list[str], root: Path = ROOT, tables: Path = style.TABLES) -> int:
    """Print slips, and return 1 if a file has more of them than before, or an exception excuses nothing.

    Args:
        arguments: Arguments of the command line.
        root: The repository.
        tables: The folder with the exceptions and the baselines.
    """
    table, exempt = style.words(), style.exceptions(tables)
    everything = {
        style.BASELINE: [slip for text in texts(root) for slip in style.slips(text, table)],
        style.CODE_BASELINE: [slip for text in code(root) for slip in style.slips(text, table)],
    }
    grown = False
    for name, slips in everything.items():
        found = [slip for slip in slips if not any(exemption.excuses(slip) for exemption in exempt)]
        grown |= _compare(found, tables, name, arguments)
    idle = [row for row in exempt if not any(row.excuses(slip) for slips in everything.values() for slip in slips)]
    for row in idle:
        print(
            f"tools/style/exceptions.toml: nothing to excuse for {row.word!r} in {row.file} ({row.text!r}); remove it"
        )
    return int(grown or bool(idle))


def _compare(found: Iterable[style.Slip], tables: Path, name: str, arguments: list[str]) -> bool:
    """Print the slips of one class of texts, lower its baseline if asked to, and return whether it has grown."""
    found = list(found)
    now, known = style.count(found), style.read_baseline(tables, name)
    worse = style.grown(now, known)
    shown = {(file, word) for file, word, _, _ in worse}
    for slip in found:
        if "--all" in arguments or (slip.file, slip.word.id) in shown:
            print(slip)
    for file, word, number, before in worse:
        print(f"{file}: {number} of [{word}], {before} known; rewrite what is new (STYLE.md)")
    lower = style.lowered(now, known)
    if "--update" in arguments:
        style.write_baseline(lower, tables, name)
    elif lower != known and not worse:
        print("the English has improved: lower the baseline with `python tools/check_style.py --update`")
    return bool(worse)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
