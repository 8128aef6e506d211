"""Compare the English that users see with STYLE.md: no file may have more slips than the baseline knows.

Usage: check_style.py [--all | --update]

--all prints the known slips too, for those who rewrite a page; --update lowers the baseline after an improvement. The
baseline never grows: a new slip is rewritten, or gets an exception with its reason in tools/style/exceptions.toml.
"""

from __future__ import annotations

import sys
from pathlib import Path

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from tools.style import slips as style  # noqa: E402 - after the path above
from tools.style.texts import texts  # noqa: E402 - as above


def main(arguments: list[str], root: Path = ROOT, tables: Path = style.TABLES) -> int:
    """Print slips; 1 if a file has more of them than before, or an exception excuses nothing.

    Args:
        arguments: Of the command line.
        root: The repository.
        tables: The folder of the exceptions and the baseline.
    """
    table, exempt = style.words(), style.exceptions(tables)
    everything = [slip for text in texts(root) for slip in style.slips(text, table)]
    found = [slip for slip in everything if not any(one.excuses(slip) for one in exempt)]
    now, known = style.count(found), style.read_baseline(tables)
    worse = style.grown(now, known)
    shown = {(file, word) for file, word, _, _ in worse}
    for slip in found:
        if "--all" in arguments or (slip.file, slip.word.id) in shown:
            print(slip)
    for file, word, number, before in worse:
        print(f"{file}: {number} of [{word}], {before} known; rewrite what is new (STYLE.md)")
    idle = [one for one in exempt if not any(one.excuses(slip) for slip in everything)]
    for one in idle:
        print(
            f"tools/style/exceptions.toml: nothing to excuse for {one.word!r} in {one.file} ({one.text!r}); remove it"
        )
    lower = style.lowered(now, known)
    if "--update" in arguments:
        style.write_baseline(lower, tables)
    elif lower != known and not worse:
        print("the English has improved: lower the baseline with `python tools/check_style.py --update`")
    return int(bool(worse or idle))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
