"""Build the pages as a site in build/site, and check every link of it.

Usage: build_site.py [FOLDER]

FOLDER is another place for the site and for the pages that it is built from. The pages are those of docs/ and the files
that they link to; docs/decisions/0023-site.md says why the generator is zensical.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

# Run as a script, Python would look for modules next to it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from tools.website import check, examples, nav, sources  # noqa: E402 - after the path above

HERE = ROOT / "tools" / "website"
GENERATOR = ROOT / ".venv-site" / "bin" / "zensical"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def main(arguments: list[str]) -> int:
    """Build and check; 1 if a page, a link or a heading is missing."""
    build = Path(arguments[0]) if arguments else ROOT / "build"
    source, site = build / "site-source", build / "site"
    try:
        stage(ROOT, source)
    except (sources.BrokenLinkError, nav.UnsortedPageError) as error:
        print(error, file=sys.stderr)
        return 1
    if failed := generate(source):
        print(failed, file=sys.stderr)
        return 1
    shutil.rmtree(site, ignore_errors=True)
    (source / "site").rename(site)
    found = list(check.problems(site))
    for problem in found:
        print(problem, file=sys.stderr)
    shown = site.relative_to(ROOT) if site.is_relative_to(ROOT) else site
    print(f"{shown}: {len(list(site.rglob('*.html')))} pages, {len(found)} problems")
    return int(bool(found))


def stage(root: Path, folder: Path) -> None:
    """Write what the generator reads: pages, files, theme and configuration."""
    shutil.rmtree(folder, ignore_errors=True)
    reports = examples.reports(root)
    pages = {**sources.pages(root), PurePosixPath(nav.EXAMPLES): examples.page(reports)}
    for path, text in pages.items():
        _write(folder / "docs" / path, text)
    for path in sources.files(root):
        there = folder / "docs" / path.relative_to(sources.DOCS)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / path, there)
    for path, text in reports.items():
        _write(folder / "docs" / path, text)
    shutil.copytree(HERE / "overrides", folder / "overrides")
    shutil.copytree(HERE / "assets", folder / "docs" / "assets")
    # A line of JSON is YAML too.
    tabs = json.dumps(nav.navigation(pages))
    _write(folder / "mkdocs.yml", f"{(HERE / 'mkdocs.yml').read_text(encoding='utf-8')}nav: {tabs}\n")


def generate(folder: Path) -> str:
    """Run the generator there, strictly; what it complains about, or nothing."""
    if not GENERATOR.exists():
        return f"{GENERATOR.relative_to(ROOT)} is missing: run make site"
    command = [str(GENERATOR), "build", "--clean", "--strict", "--config-file", "mkdocs.yml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    said, _, _ = _COLOUR.sub("", done.stdout + done.stderr).partition("Traceback (most recent call last)")
    return said if done.returncode else ""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
