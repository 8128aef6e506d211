"""`eks-gpu init`: a project that passes all checks, in a folder of the user's."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from eks_gpu.cli._print import remark, say
from eks_gpu.cli.frame.version import own_version
from eks_gpu.declaration import check
from eks_gpu.on_first_use import dataclass
from eks_gpu.printable import printable
from eks_gpu.problem import listed, render
from eks_gpu.spec import load_text
from eks_gpu.spec.names import file_name_of, is_eks_name
from eks_gpu.starters import NoChoiceError, Project, default_gpu, files, gpu_type, subnets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_REGION = "us-west-2"
# An address that RFC 5737 reserves for documentation.
_PLACEHOLDER = "203.0.113.7/32"
EXISTING = "existing"
TEMPLATES = ("quickstart", "serving", "training", "notebooks", EXISTING)
PIPELINES = ("none", "github", "gitlab")
# The answer of somebody who will look the subnets up.
_LATER = "later"
# Apps that synthesize cluster files; another CDKTF app in the folder is not ours to share.
_OUR_APPS = {"eks-gpu synth", ".venv/bin/python main.py"}


@dataclass(frozen=True)
class Answers:
    """Values of the options; None is still to be asked, or the default."""

    template: str | None = None
    name: str | None = None
    region: str | None = None
    gpu: str | None = None
    cidr: str | None = None
    pipeline: str | None = None
    subnets: str | None = None


def run(folder: Path, answers: Answers, *, ask: bool) -> int:
    """Write the files, all or none, and say which; 0 if they are written."""
    try:
        if ask and sys.stdin.isatty() and sys.stderr.isatty():
            answers = _asked(folder, answers)
        project = _project(answers)
    except NoChoiceError as error:
        say(f"eks-gpu init: {error}")
        return 2
    texts = files(project)
    judged = check(load_text(texts[project.path], project.path))
    if judged.problems:
        say(f"{render(judged.problems)}\n\neks-gpu init: nothing was written")
        return 1
    new, kept, refusal = _sorted(folder, texts)
    if refusal:
        say(f"eks-gpu init: {refusal}; nothing was written")
        return 2
    _write(folder, new)
    _tell(folder, project, new, kept)
    return 0


def _project(answers: Answers) -> Project:
    template, region = answers.template or TEMPLATES[0], answers.region or _REGION
    kind = gpu_type(answers.gpu or default_gpu(template, region), template, region)
    if template == EXISTING and not answers.name:
        raise NoChoiceError("--name is missing: the name of the cluster in EKS, as `aws eks list-clusters` prints it")
    if template != EXISTING and answers.subnets:
        raise NoChoiceError("--subnets belongs to --template existing; other templates create their subnets")
    version, named = own_version(), answers.name or template
    return Project(
        template=template,
        name=file_name_of(named) if template == EXISTING and is_eks_name(named) else named,
        eks_name=named if template == EXISTING else "",
        region=region,
        kind=kind,
        cidr=answers.cidr or _PLACEHOLDER,
        pipeline=answers.pipeline or PIPELINES[0],
        pin=f"=={version}" if version else "",
        subnets=subnets(answers.subnets) if answers.subnets else {},
    )


def _asked(folder: Path, answers: Answers) -> Answers:
    """Ask for what no option says; an answer that cannot be used is asked for again."""
    template = answers.template or _choice(f"Template ({listed(TEMPLATES)})", TEMPLATES)

    def free(given: str) -> None:
        path = folder / _passing(Answers(template=template, name=given)).path
        if path.exists():
            raise NoChoiceError(f"{printable(str(path))} is there already; write another name")

    answers = replace(answers, template=template)
    answers = replace(answers, name=answers.name or _answer("Name of the cluster", template, free))
    region = answers.region or _answer("AWS region", _REGION, lambda given: default_gpu(template, given))
    if answers.gpu is None:
        usual = default_gpu(template, region)
        gpu = _answer("GPU model or instance type", usual, lambda given: gpu_type(given, template, region))
        answers = replace(answers, gpu=gpu)
    cidr = answers.cidr
    if template == EXISTING and not answers.subnets:
        answers = replace(answers, subnets=_asked_subnets(answers, region))
    elif template != EXISTING and not cidr:
        cidr = _answer(
            "Addresses that may reach the Kubernetes API", _PLACEHOLDER, lambda given: _passing(Answers(cidr=given))
        )
    pipeline = answers.pipeline or _choice(f"Pipeline ({listed(PIPELINES)})", PIPELINES)
    return replace(answers, region=region, cidr=cidr, pipeline=pipeline)


def _asked_subnets(answers: Answers, region: str) -> str | None:
    """Subnets for the GPU nodes; without an answer the file gets examples, and a remark says so."""

    def usable(given: str) -> None:
        if given != _LATER:
            _passing(replace(answers, region=region, subnets=given))

    given = _answer("Private subnets of the GPU nodes, as zone=subnet,zone=subnet", _LATER, usable)
    return None if given == _LATER else given


def _passing(answers: Answers) -> Project:
    """The project of some answers, with the defaults for the others.

    Raises:
        NoChoiceError: Its cluster file has a problem.
    """
    project = _project(answers)
    for problem in check(load_text(files(project)[project.path], project.path)).problems:
        raise NoChoiceError(f"{problem.message}; {problem.fix}")
    return project


def _choice(question: str, allowed: Sequence[str]) -> str:
    def known(given: str) -> None:
        if given not in allowed:
            raise NoChoiceError(f"{given!r} is not one of {listed(allowed)}")

    return _answer(question, allowed[0], known)


def _answer(question: str, default: str, judge: Callable[[str], object] = lambda _: None) -> str:
    while True:
        try:
            given = str(typer.prompt(question, default=default, err=True)).strip()
        except typer.Abort:
            raise KeyboardInterrupt from None
        try:
            judge(given)
        except NoChoiceError as error:
            say(f"  {error}")
        else:
            return given


def _sorted(folder: Path, texts: Mapping[str, str]) -> tuple[dict[str, str], list[str], str]:
    """Files to write, files that are there and may stay, and why nothing can be written."""
    there = [name for name in texts if (folder / name).exists() or (folder / name).is_symlink()]
    kept = [name for name in there if _may_stay(folder / name)]
    in_the_way = [name for name in there if name not in kept]
    refusal = f"{listed(printable(str(folder / name)) for name in in_the_way)} would be overwritten"
    new = {name: text for name, text in texts.items() if name not in there}
    return new, kept, refusal if in_the_way else ""


def _may_stay(path: Path) -> bool:
    """Whether a project can use a file as it is."""
    if path.name == ".gitignore":
        return True
    if path.name != "cdktf.json":
        return False
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("app") in _OUR_APPS


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write all files or none; one that appears in the meantime is not overwritten."""
    made: list[Path] = []
    try:
        for name, text in texts.items():
            path = folder / name
            missing = [parent for parent in path.parents if not parent.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            made += reversed(missing)
            with path.open("x", encoding="utf-8") as file:
                made.append(path)
                file.write(text)
    except BaseException:
        for path in reversed(made):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
        raise


def _tell(folder: Path, project: Project, new: Mapping[str, str], kept: Sequence[str]) -> None:
    for name in new:
        remark(f"wrote {folder / name}{f': {project.kind} in {project.region}' if name == project.path else ''}")
    for name in kept:
        remark(f"kept {folder / name}, which was there")
    if ".gitignore" in kept:
        lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        wanted = [line for line in files(project)[".gitignore"].splitlines() if line and not line.startswith("#")]
        missing = [line for line in wanted if line not in lines]
        if missing:
            remark(f"  add to it: {' '.join(missing)}")
    if project.template == EXISTING:
        name = printable(project.eks_name or project.name)
        look = f"aws eks describe-cluster --region {project.region} --name {name} --query cluster.version"
        subnets_too = "" if project.subnets else ", and the subnets of its nodes into network.private_subnets"
        remark(f"\nBefore you deploy, write the cluster's version ({look}) into kubernetes_version{subnets_too}.")
    elif project.cidr == _PLACEHOLDER:
        remark(f"\nBefore you deploy, write your own address into access.public_cidrs of {folder / project.path}.")
    enter = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    remark(f"\nNext:\n  {enter}eks-gpu check\n  eks-gpu synth")
