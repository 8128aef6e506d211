"""The page of a cluster: the same bytes, nothing from elsewhere, the figures of the other commands, no injection."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from typer.testing import CliRunner

from eks_gpu.cli import app
from eks_gpu.declaration import check
from eks_gpu.page import cluster_page, edits_of, fleet_page, standalone
from eks_gpu.page.markup import element, joined, text
from eks_gpu.problem import plural
from eks_gpu.spec import load_text, parse
from tests.effort import examples
from tests.page.pages import ATTRIBUTES, ELEMENTS, NAMES, QUICKSTART, Read, example, page, page_of, subject_of
from tests.synthesized import EXAMPLES, ROOT
from tests.terraform.fields import EVERY_TEXT
from tools import write_pictures

if TYPE_CHECKING:
    from pathlib import Path

WHO = ("-c", "user.name=x", "-c", "user.email=x@example.org")
EVERY = pytest.mark.parametrize("name", NAMES)
PAYLOAD = "\"><script>alert(1)</script><img src=x onerror='alert(1)'>&lt;\u202e\x1b[2J]]></svg></style>"


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def answer(*arguments: str) -> Any:
    done = CliRunner().invoke(app, [*arguments, "--output", "json"])
    assert done.exit_code in {0, 1}, done.output
    return json.loads(done.stdout)


@EVERY
def test_the_same_file_gives_the_same_bytes(name: str) -> None:
    declared = subject_of(check(load_text((ROOT / f"clusters/{name}.yaml").read_text(), f"clusters/{name}.yaml")))

    assert cluster_page(declared) == page(name)


@EVERY
def test_a_page_loads_nothing_and_is_small(name: str) -> None:
    found = Read(page(name))
    (policy,) = [one for one in found.attributes["content"] if "default-src" in one]
    style = re.findall(r"<style>(.*?)</style>", page(name), re.DOTALL)

    assert len(page(name).encode()) < 500_000
    assert found.elements <= ELEMENTS
    assert set(found.attributes) <= ATTRIBUTES
    assert len(style) == 1
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|@font-face", style[0])
    assert {one[0] for one in found.attributes["href"]} == {"#"}


@EVERY
def test_every_address_within_a_page_leads_somewhere(name: str) -> None:
    found = Read(page(name))
    led = {one[1:] for one in found.attributes["href"] if one.startswith("#")}
    led |= found.attributes.get("popovertarget", set()) | found.attributes.get("aria-labelledby", set())

    assert led <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))


@EVERY
def test_figures_are_those_of_check(name: str) -> None:
    figures, document = Read(page(name)).figures, answer("check", f"clusters/{name}.yaml")
    (cost,) = document["costs"]

    assert figures["cost-rest"] == figures["total-rest"] == cost["per_hour"]["rest"]
    assert figures["cost-most"] == figures["total-most"] == cost["per_hour"]["most"]
    for line in cost["lines"]:
        assert (figures[f"rest-{line['name']}"], figures[f"most-{line['name']}"]) == (line["rest"], line["most"])
    for need in document["quotas"]:
        assert figures[f"quota-{need['code']}"] == need["vcpus"]
    for fit, (judged, _) in zip(document["schedulability"], example(name).fits, strict=True):
        assert f"{fit['placed']} of {plural(judged.demand.count.most, 'pod')} at the maxima" in Read(page(name)).text


@EVERY
def test_numbers_are_those_of_explain(name: str) -> None:
    """Each dialog has the rows that `explain` prints, in its order."""
    for fit, _ in example(name).fits:
        workload = f"{fit.demand.namespace}/{fit.demand.name}"
        for group in answer("explain", f"clusters/{name}.yaml", workload)["node_groups"]:
            dialog = _dialog(name, f"{fit.demand.name} on {group['name']}")
            shown = Read(dialog)
            for model in group["models"]:
                for resource, free in model["free"].items():
                    cells = [model[part][resource] for part in ("capacity", "kubelet", "daemons", "free")]
                    assert resource in shown.text
                    assert free in shown.text
                    assert "".join(f'<td class="number">{cell}</td>' for cell in cells) in dialog
            if group["cost"]:
                assert shown.figures.get("pods-hour", group["cost"]["node_per_hour"]) == group["cost"]["per_hour"]
                assert shown.figures["node-hour"] == group["cost"]["node_per_hour"]


def _dialog(name: str, title: str) -> str:
    """The dialog with a title, up to the next one."""
    return next(part for part in page(name).split('<dialog id="numbers-')[1:] if f">{title}</h3>" in part)


@pytest.mark.slow
@EVERY
def test_the_day_is_that_of_simulate(name: str) -> None:
    day = example(name).day
    if day is None:
        assert not example(name).fits
        return
    _, *arguments = shlex.split(day.command)
    document, figures = answer(*arguments), Read(page(name)).figures

    assert figures.get("day-total", 0) == document["cost"]["total"]
    for group in document["cost"]["groups"]:
        assert figures[f"day-{group['name']}"] == pytest.approx(group["total"], abs=1e-4)
        assert figures[f"day-idle-{group['name']}"] == pytest.approx(group["idle"], abs=1e-4)
    for namespace, cost in document["cost"]["namespaces"].items():
        assert figures[f"day-in-{namespace}"] == cost
    assert f"<code>{text(day.command)}</code>" in page(name)


def test_figures_of_the_quickstart_by_hand() -> None:
    """Prices of us-west-2; a month has 730 hours, a node a gp3 volume of 50 or 200 GiB."""
    figures = Read(page("quickstart")).figures
    system = 0.1008 + 50 * 0.08 / 730
    gpu = 1.006 + (200 * 0.08 + 125 * 0.04) / 730
    rest = 0.10 + 0.045 + 0.005 + 1 / 730 + 2 * system

    assert figures["cost-rest"] == pytest.approx(rest, abs=1e-4)
    assert figures["cost-most"] == pytest.approx(rest + 2 * system + 2 * gpu, abs=1e-4)
    assert figures["node-hour"] == pytest.approx(gpu, abs=1e-4)
    assert figures["quota-L-DB2E81BA"] == 2 * 4
    assert figures["quota-L-1216C47A"] == 4 * 2
    # The rest of the cluster for a day, and the node-hours of its GPU group.
    assert figures["cost-day"] == pytest.approx(24 * rest + figures["day-total"], abs=1e-3)


@EVERY
def test_a_drawing_of_its_own_is_plain_svg(name: str) -> None:
    design = example(name).design
    assert design
    svg = standalone(design)
    tree = ET.fromstring(svg)  # noqa: S314 - our own text

    elements = {one.tag.removeprefix("{http://www.w3.org/2000/svg}") for one in tree.iter()}
    assert elements <= {"svg", "title", "style", "rect", "line", "path", "text"}
    assert tree.attrib["role"] == "img"
    for group in design.all_groups:
        assert group.name in tree.attrib["aria-label"]
        assert f">{group.name}<" in svg
    assert not re.search(r"href|url\(|\bon\w+=|style=", svg.replace("xmlns=", ""))


@EVERY
def test_every_group_zone_and_workload_is_on_the_page(name: str) -> None:
    subject, shown = example(name), Read(page(name)).text
    assert subject.design

    for word in (
        *subject.design.network.zone_names,
        *(group.name for group in subject.design.all_groups),
        *(one.name for one in subject.design.workloads),
        *(one.name for one in subject.design.storage),
        *subject.design.spec.access.public_cidrs,
    ):
        assert word in shown


def hostile(value: Any) -> Any:
    """Every text with a payload behind it."""
    if isinstance(value, str):
        return f"{value}{PAYLOAD}"
    if isinstance(value, dict):
        return {key: hostile(inner) for key, inner in value.items()}
    return [hostile(inner) for inner in value] if isinstance(value, list) else value


def sound(html: str) -> None:
    found = Read(html)
    assert found.elements <= ELEMENTS
    assert set(found.attributes) <= ATTRIBUTES
    assert not {one for one in found.attributes.get("href", ()) if not one.startswith("#")}
    assert "\u202e" not in html
    assert "\x1b" not in html


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(EXAMPLES) + len(EVERY_TEXT)))
def test_texts_of_a_declaration_inject_nothing(number: int) -> None:
    """All texts of a file at once, and those of one block after the other, so that the rest stays sound."""
    plain = [*(YAML(typ="safe").load(path) for path in EXAMPLES), *EVERY_TEXT][number]
    for block in (None, *plain):
        data = hostile(plain) if block is None else {**plain, block: hostile(plain[block])}
        declaration = check(parse(data))
        sound(cluster_page(subject_of(declaration)))
        if block is None:
            assert declaration.problems


def test_names_of_files_and_revisions_inject_nothing() -> None:
    old, new = (check(load_text(QUICKSTART.replace("max_per_zone: 1", f"max_per_zone: {n}"), PAYLOAD)) for n in (1, 2))
    subject = subject_of(new)
    edited = cluster_page(
        type(subject)(new, subject.prices, subject.cost, subject.day, edits_of(new, old, PAYLOAD)), "index.html"
    )

    sound(edited.replace('href="index.html"', ""))
    assert text(PAYLOAD) in edited
    sound(fleet_page([(subject, "#")]))


@examples(200)
@given(st.text(), st.text())
def test_markup_gives_back_the_text(inner: str, value: str) -> None:
    made = Read(element("p", inner, class_=value))

    assert made.elements == {"p"}
    assert set(made.attributes) == {"class"}
    printed = text(inner)
    assert joined([inner]) == printed
    assert not re.search(r"[<>\"']", printed)


def test_a_file_that_cannot_be_read_still_has_a_page() -> None:
    shown = Read(page_of("name: [\n"))

    assert "yaml-syntax" in shown.text
    assert "svg" not in shown.elements


def test_findings_lead_to_their_rules_where_the_documentation_has_an_address() -> None:
    declaration = check(load_text(QUICKSTART.replace("kind: job", "kind: deployment"), "file.yaml"))
    linked = Read(cluster_page(dataclasses.replace(subject_of(declaration), docs="../..")))
    page_of_rule = ROOT / "docs" / "reference" / "rules" / "workloads.md"

    assert "../../reference/rules/workloads/#workload-one-shot" in linked.attributes["href"]
    assert "## workload-one-shot" in page_of_rule.read_text(encoding="utf-8")
    assert "eks-gpu rule workload-one-shot" in Read(cluster_page(subject_of(declaration))).text


def test_a_region_without_prices_says_so() -> None:
    shown = Read(page_of(QUICKSTART.replace("us-west-2", "eu-central-1")))

    assert "There are no prices for eu-central-1 here" in shown.text
    assert "cost-rest" not in shown.figures


def test_edits_are_shown_with_their_effects(tmp_path: Path) -> None:
    before = tmp_path / "before.yaml"
    before.write_text(QUICKSTART, encoding="utf-8")
    after = tmp_path / "after.yaml"
    after.write_text(QUICKSTART.replace("g5.xlarge", "g6.xlarge"), encoding="utf-8")
    done = CliRunner().invoke(app, ["report", str(after), "--previous", str(before), "-o", "-"])
    shown = Read(done.stdout)

    assert done.exit_code == 0
    assert "gpu_node_groups[gpu].instance_types" in shown.text
    assert "g5.xlarge" in shown.text
    assert "node groups are replaced" in shown.text
    assert "change-group-replaced" in shown.text


@pytest.mark.slow
def test_a_fleet_has_an_index_and_a_page_a_cluster(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", "clusters", "-o", str(tmp_path / "out")])
    index = Read((tmp_path / "out" / "index.html").read_text(encoding="utf-8"))

    assert done.exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"index.html", *(f"{name}.html" for name in NAMES)}
    assert {f"{name}.html" for name in NAMES} <= index.attributes["href"]
    costs = [Read(page(name)).figures for name in NAMES]
    assert index.figures["total-rest"] == pytest.approx(sum(one["cost-rest"] for one in costs), abs=1e-3)
    assert index.figures["total-most"] == pytest.approx(sum(one["cost-most"] for one in costs), abs=1e-3)


@pytest.mark.slow
def test_fifty_clusters_take_less_than_ten_seconds(tmp_path: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in EXAMPLES]
    (tmp_path / "clusters").mkdir()
    for number in range(50):
        named = re.sub(r"(?m)^name: \S+", f"name: fleet-{number}", texts[number % len(texts)])
        (tmp_path / "clusters" / f"fleet-{number}.yaml").write_text(named, encoding="utf-8")
    began = time.process_time()
    done = CliRunner().invoke(app, ["report", str(tmp_path / "clusters"), "-o", str(tmp_path / "out")])

    assert done.exit_code == 0
    assert len(list((tmp_path / "out").iterdir())) == 51
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gone.yaml", "-o", "gone.html"], "cannot read"),
        (["clusters", "--previous", "clusters/quickstart.yaml"], "exactly one file"),
        (["clusters/quickstart.yaml", "--since", "no-such-revision"], "git does not have this commit"),
        (["clusters/quickstart.yaml", "-o", "no/such/folder/x.html"], "another path"),
        (["clusters/quickstart.yaml", "--prices", "gone.yaml"], "gone.yaml"),
        (["clusters", "-o", "-"], "several clusters need a folder"),
        (["clusters", "-o", "report.html"], "several clusters need a folder"),
        (["gone.yaml", "--format", "svg", "-o", "-"], "gone.yaml"),
    ],
)
def test_a_refusal_is_a_sentence(arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(app, ["report", *arguments])

    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output
    assert not (ROOT / "gone.html").exists()


def test_a_file_with_errors_is_drawn_as_far_as_it_goes(tmp_path: Path) -> None:
    broken = QUICKSTART.replace("kind: job", "kind: deployment")
    done = CliRunner().invoke(app, ["report", "-", "-o", str(tmp_path)], input=broken)
    shown = Read((tmp_path / "report.html").read_text(encoding="utf-8"))

    assert done.exit_code == 1
    assert done.stderr.endswith("1 error, which `eks-gpu check` explains\n")
    assert "The file has errors" in shown.text
    assert "eks-gpu simulate - --until 24h" in shown.text


@pytest.mark.process
def test_the_guide_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (ROOT / "docs" / "how-to" / "report.md").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "clusters", tmp_path / "clusters")
    monkeypatch.chdir(tmp_path)
    for command in (["init", "-q"], ["add", "."], [*WHO, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], check=True)
    blocks = re.findall(r"```console\n\$ eks-gpu (.*)\n(.*)\n```", guide)

    assert len(blocks) == 4
    for typed, printed in blocks:
        done = CliRunner().invoke(app, shlex.split(typed))
        assert (done.exit_code, done.output) == (0, f"{printed}\n"), typed
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "report", "review.html", "llm-serving.svg"}


def test_drawings_of_the_guides_are_current_and_shown() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("how-to/*.md"))
    pages += (ROOT / "README.md").read_text(encoding="utf-8")

    assert set(write_pictures.DRAWINGS.iterdir()) == set(write_pictures.drawings())
    for file, drawn in write_pictures.drawings().items():
        assert file.read_text(encoding="utf-8") == drawn(), "run make docs"
        assert f"drawings/{file.name})" in pages


def test_the_drawing_shows_queues_with_what_they_own() -> None:
    """The quotas of the example: 8 GPUs for each team, which lends what it does not use."""
    shown = page("two-teams")

    for team in ("research", "product"):
        assert f"{team}: owns 8 nvidia.com/gpu, shares in shared" in shown
