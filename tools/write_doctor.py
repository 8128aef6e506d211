"""Write docs/reference/findings, a page for each stage, from the findings; with --check only compare."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from eks_gpu.doctor import Stage, signatures  # noqa: E402 - after the path above
from eks_gpu.rule_pages import RulePage, headings, rule_pages, section  # noqa: E402 - as above
from tools.pages import DOCS, table, write_or_compare  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER = DOCS / "reference" / "findings"
# Characters of a message in the index.
WIDTH = 120
# Tables of signatures, and what each is about.
AREAS = {
    "account": "EC2 and Auto Scaling",
    "apply": "terraform apply, eksctl, CloudFormation",
    "nodes": "The start of a node, kubelet, disks and memory",
    "network": "DNS, routes, credentials, the VPC CNI",
    "devices": "Drivers, CUDA, container runtime, device plugin, MIG",
    "xids": "XIDs",
    "scheduling": "Pods without a node",
    "autoscaler": "Cluster Autoscaler",
    "karpenter": "Karpenter",
    "kueue": "Kueue",
    "images": "Images",
    "storage": "Volumes",
    "pods": "Containers",
    "distributed": "NCCL, EFA, torchrun, DeepSpeed",
    "engines": "Inference engines and models",
    "platforms": "JupyterHub, Ray",
    "python": "Libraries of Python, CUDA's in images, audio and video",
    "derived": "Codes, tracebacks, connections",
    "unknown": "Other errors, which are quoted",
    "prose": "Symptoms in your own words",
}
MESSAGES = """# Messages that the doctor knows

`eks-gpu doctor -` finds these lines in any text that you paste, and names the first cause in time;
[the guide](../../how-to/doctor.md) shows how. Each page is an index of symptoms: search it for a part of your message.

These pages are generated from the doctor's table of signatures (`make docs`).
"""
# As on the way from an AWS account to a pod that computes.
STAGES = tuple(stage.name.lower() for stage in Stage)
HEAD = """# Findings of `eks-gpu doctor`

The findings of `eks-gpu doctor` on a running cluster; [the guide](../../how-to/doctor.md) describes the command.
`eks-gpu rule ID` prints the section of a finding without a network. An error keeps pods from running. A warning does
not, or not yet. A cause is reported before its consequences: the tables below follow the way from an AWS account to a
pod that computes.

Every section has a bad and a good example: what kubectl and AWS print of the objects that matter, shortened.

These pages are generated from the findings (`make docs`).
"""


def files() -> Mapping[Path, Callable[[], str]]:
    """Every page, and what it contains."""
    return {
        FOLDER / "README.md": index_page,
        FOLDER / "messages.md": messages_page,
        **{FOLDER / f"messages-{area}.md": partial(area_page, area) for area in AREAS},
        **{FOLDER / f"{one}.md": partial(stage_page, one) for one in STAGES},
    }


def index_page() -> str:
    """The table of all findings, stage by stage."""
    parts = [f"## [{headings()[f'findings/{stage}']}]({stage}.md)\n\n{table(_findings(stage))}\n" for stage in STAGES]
    amount = len(signatures.signatures())
    known = (
        "## [Messages that the doctor knows](messages.md)\n\n"
        f"{amount} messages of tools, each with its cause and next step.\n"
    )
    return "\n".join([HEAD, *parts, known]).rstrip() + "\n"


def messages_page() -> str:
    """The areas of the messages that the doctor knows, with how many each has."""
    rows = [f"| [{heading}](messages-{area}.md) | {len(_rows(area))} |" for area, heading in AREAS.items()]
    return "\n".join([MESSAGES, "| messages about | number |", "|---|---|", *rows, "", "[All findings](README.md)\n"])


def area_page(area: str) -> str:
    """The messages of an area: an index of symptoms, and a section for each."""
    lines = [f"| `{_cell(row)}` | [{row.id}](#{row.id}) |" for row in _rows(area)]
    head = f"# Messages: {AREAS[area]}\n\nSearch this page for a part of your message.\n"
    parts = [section(rule_pages()[row.id]) for row in _rows(area)]
    closing = "[All messages](messages.md) · [all findings](README.md)\n"
    return "\n".join([head, "| a line such as | finding |", "|---|---|", *lines, "", *parts, closing])


def _rows(area: str) -> list[signatures.Signature]:
    return [row for row in signatures.signatures() if row.area == area]


def _cell(row: signatures.Signature) -> str:
    """The line of a message, short enough for a table."""
    text = " ".join(row.said.split()).replace("|", "\\|").replace("`", "'")
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}…"


def stage_page(stage: str) -> str:
    """The findings of a stage."""
    found = _findings(stage)
    parts = [f"# {headings()[f'findings/{stage}']}\n\n{table(found, same_page=True)}\n"]
    return "\n".join([*parts, *(section(rule, _causes(rule)) for rule in found), "[All findings](README.md)\n"])


def _findings(stage: str) -> list[RulePage]:
    return [rule for rule in rule_pages().values() if rule.page == f"findings/{stage}"]


def _causes(rule: RulePage) -> str:
    pages = rule_pages()
    follows = ", ".join(f"[`{name}`]({pages[name].subject}.md#{name})" for name in rule.follows)
    return f"**May follow from** {follows}." if follows else ""


if __name__ == "__main__":
    sys.exit(write_or_compare(files(), FOLDER))
