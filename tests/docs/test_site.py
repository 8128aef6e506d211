"""The site: every page is in it, links lead somewhere, nothing comes from another host, two builds are the same."""

from __future__ import annotations

import filecmp
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from eks_gpu.effects import FIELDS
from tests.synthesized import ROOT
from tests.terraform.runner import missing
from tools import build_site
from tools.website import check, nav, sources
from tools.website.markdown import indented, relinked

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = f"""<html><head><meta http-equiv="Content-Security-Policy" content="{check.POLICY}"></head>
<body><h2 id="here">Here</h2>{{}}</body></html>"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not build_site.GENERATOR.exists():
        missing("zensical is not here; `make site` installs it")
    folder = tmp_path_factory.mktemp("built")
    assert build_site.main([str(folder)]) == 0
    return folder / "site"


@pytest.mark.process
def test_two_builds_are_the_same(built: Path, tmp_path: Path) -> None:
    assert build_site.main([str(tmp_path)]) == 0
    first, second = (sorted(path.relative_to(site) for path in site.rglob("*")) for site in (built, tmp_path / "site"))

    assert first == second
    files = [str(path) for path in first if (built / path).is_file()]
    assert filecmp.cmpfiles(built, tmp_path / "site", files, shallow=False)[1:] == ([], [])


@pytest.mark.process
def test_every_page_is_built_and_can_be_searched(built: Path) -> None:
    index = (built / "search.json").read_text(encoding="utf-8")

    for page in ROOT.glob("docs/**/*.md"):
        place = sources.place(ROOT, PurePosixPath(page.relative_to(ROOT).as_posix()))
        folder = place.parent if place.name == "index.md" else place.with_suffix("")
        assert (built / folder / "index.html").exists(), page
    assert "workload-stays-pending" in index
    assert "gpu_node_groups[].max_per_zone" in index


@pytest.mark.process
def test_no_markdown_is_left_in_the_pages(built: Path) -> None:
    """A list or block of code that Python-Markdown reads differently shows its marks."""
    for path in built.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"<td>[^\n]*\\\|", html), path
        text = re.sub(r"<(pre|code)\b.*?</\1>|<script\b.*?</script>", "", html, flags=re.DOTALL)
        assert not re.search(r"```|\]\([\w./#-]+\)|<p>(- |\d+\. |\|)|\n(- |\| )\S", text), path


@pytest.mark.process
def test_a_field_is_two_clicks_from_the_home_page(built: Path) -> None:
    home = (built / "index.html").read_text(encoding="utf-8")
    fields = (built / "reference" / "cluster-file" / "index.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="#([\w-]+)"', fields))

    assert 'href="reference/cluster-file/"' in home
    assert {re.sub(r"[^\w-]", "", field) for field in FIELDS} <= linked
    for block in {field.partition("[")[0].partition(".")[0] for field in FIELDS if re.search(r"[.\[]", field)}:
        assert f'href="reference/cluster-file/#{block}"' in home


def site(folder: Path, body: str, **files: str) -> list[str]:
    """Problems of a site with one page."""
    (folder / "index.html").write_text(PAGE.format(body), encoding="utf-8")
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return list(check.problems(folder))


@pytest.mark.parametrize(
    "body",
    [
        '<a href="#here">',
        '<a href="https://aws.amazon.com/">',
        '<img src="data:image/svg+xml,x">',
        '<a href="./">',
        '<link rel="canonical" href="https://example.org/">',
    ],
)
def test_a_sound_page_passes(body: str, tmp_path: Path) -> None:
    assert site(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('<a href="gone/">', "index.html: gone/: does not exist"),
        ('<a href="#there">', "index.html: #there: no such heading"),
        ('<a href="./#there">', "index.html: ./#there: no such heading"),
        ('<a href="../up/">', "index.html: ../up/: leads out of the site"),
        ('<img src="gone.svg">', "index.html: gone.svg: does not exist"),
        ('<img src="https://example.org/x.svg">', "index.html: loads https://example.org/x.svg"),
        ('<script src="//cdn.example.org/x.js">', "index.html: loads //cdn.example.org/x.js"),
        ('<link rel="stylesheet" href="https://fonts.example.org/">', "index.html: loads https://fonts.example.org/"),
        ('<p style="background: url(https://example.org/x)">', "index.html: loads https://example.org/x"),
        ('<pre class="mermaid">', "index.html: has an element of class 'mermaid'"),
    ],
)
def test_a_mistake_is_found(body: str, says: str, tmp_path: Path) -> None:
    assert site(tmp_path, body) == [says]


def test_styles_and_scripts_of_other_hosts_are_found(tmp_path: Path) -> None:
    found = site(
        tmp_path,
        "",
        a_css="@import 'https://fonts.example.org/a'; b { background: url(data:image/png,x) }",
        b_js="fetch('https://example.org/'); n = 'http://www.w3.org/2000/svg'",
    )

    assert found == ["a.css: loads https://fonts.example.org/a", "b.js: names the host example.org"]


def test_a_page_without_the_policy_is_found(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html></html>", encoding="utf-8")

    assert list(check.problems(tmp_path)) == ["index.html: no content security policy"]


@pytest.fixture(scope="module")
def pages() -> set[PurePosixPath]:
    return set(sources.pages(ROOT))


@pytest.mark.parametrize("folder", ["how-to", "explanation"])
def test_the_index_of_a_folder_names_every_page(folder: str) -> None:
    index = ROOT / "docs" / folder / "README.md"
    linked = re.findall(r"^- \[.*?\]\(([\w-]+\.md)\)", index.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert sorted(linked) == sorted(path.name for path in index.parent.glob("*.md") if path != index)


@pytest.mark.slow
def test_a_page_that_nobody_placed_is_an_error(pages: set[PurePosixPath]) -> None:
    with pytest.raises(nav.UnsortedPageError, match=r"how-to/new\.md"):
        nav.navigation(pages | {PurePosixPath("how-to/new.md")})


def test_a_page_that_is_gone_is_an_error(pages: set[PurePosixPath]) -> None:
    with pytest.raises(nav.UnsortedPageError, match=r"how-to/serving\.md"):
        nav.navigation(pages - {PurePosixPath("how-to/serving.md")})


def test_whatever_the_reference_holds_is_placed(pages: set[PurePosixPath]) -> None:
    names = ("more/index", "more/pod-image", "more/edits/of-nodes", "other/a")
    new = {PurePosixPath(f"reference/{name}.md") for name in names}
    (reference,) = (
        tab["Reference"] for tab in nav.navigation(pages | new) if not isinstance(tab, str) and "Reference" in tab
    )

    assert {"Other": [{"A": "reference/other/a.md"}]} in reference
    more = [
        "reference/more/index.md",
        {"Pod image": "reference/more/pod-image.md"},
        {"Edits": [{"Of nodes": "reference/more/edits/of-nodes.md"}]},
    ]
    assert {"More": more} in reference
    (rules,) = (entry["Rules"] for entry in reference if not isinstance(entry, str) and "Rules" in entry)
    assert rules[0] == "reference/rules/index.md"
    assert {"Storage": "reference/rules/storage.md"} in rules


@pytest.fixture
def repository(tmp_path: Path) -> Callable[[str], dict[PurePosixPath, str]]:
    (tmp_path / "docs" / "how-to").mkdir(parents=True)
    (tmp_path / "clusters").mkdir()
    (tmp_path / "clusters" / "a.yaml").write_text("name: a\n", encoding="utf-8")
    (tmp_path / "clusters" / "secret.tfvars").write_text("x\n", encoding="utf-8")

    def pages(text: str) -> dict[PurePosixPath, str]:
        (tmp_path / "docs" / "how-to" / "page.md").write_text(text, encoding="utf-8")
        return sources.pages(tmp_path)

    return pages


def test_files_of_the_repository_become_pages(repository: Callable[[str], dict[PurePosixPath, str]]) -> None:
    found = repository(
        "[a](../../clusters/a.yaml), [all](../../clusters/), `[no](link)`, [site](https://example.org)\n"
    )

    page = PurePosixPath("how-to/page.md")
    assert found[page] == (
        "[a](../repository/clusters/a.yaml.md), [all](../repository/clusters/index.md), `[no](link)`, "
        "[site](https://example.org)\n"
    )
    assert found[PurePosixPath("repository/clusters/a.yaml.md")] == "# clusters/a.yaml\n\n```yaml\nname: a\n```\n"
    assert found[PurePosixPath("repository/clusters/index.md")] == "# clusters\n\n- [`a.yaml`](a.yaml.md)\n"


def test_a_link_to_nothing_names_the_page(repository: Callable[[str], dict[PurePosixPath, str]]) -> None:
    with pytest.raises(sources.BrokenLinkError, match=re.escape("docs/how-to/page.md: ../gone.md does not exist")):
        repository("[gone](../gone.md)\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n  - b\n    - c\n- d\n", "- a\n    - b\n        - c\n- d\n"),
        ("1. a\n\n   ```sh\n   x\n     y\n   ```\n", "1. a\n\n    ```sh\n    x\n      y\n    ```\n"),
        ("words:\n- a\n- b\n", "words:\n\n- a\n- b\n"),
        ("words:\n| a |\n|---|\n", "words:\n\n| a |\n|---|\n"),
        ("- a\n  goes on\n\nwords\n", "- a\n    goes on\n\nwords\n"),
        ("```\n- a\n  - b\n```\n", "```\n- a\n  - b\n```\n"),
        ("| `a \\| b` | c \\| d |\n", "| `a | b` | c \\| d |\n"),
    ],
    ids=["nested", "code", "list after words", "table after words", "lazy", "only code", "bars in a table"],
)
def test_lists_are_indented_for_python_markdown(text: str, expected: str) -> None:
    assert indented(text) == expected


def test_links_in_code_stay() -> None:
    text = "[`a`](x) `[b](x)` [c](x#y)\n```\n[d](x)\n```\n"

    assert relinked(text, lambda target: target.replace("x", "z")) == ("[`a`](z) `[b](x)` [c](z#y)\n```\n[d](x)\n```\n")
