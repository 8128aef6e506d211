"""Prove in a throw-away cluster that the Kubernetes provider makes of our stacks what is meant.

    python tools/verify_kubernetes.py --context kind-verify [--kubeconfig FILE] [--examples | --tour] [--yes]
    KUBEBUILDER_ASSETS=$(setup-envtest use -p path) python tools/verify_kubernetes.py

It applies the platform and workloads stacks of every example with terraform and the real Kubernetes provider, plans
again, destroys them, and then makes edits of the fields of workloads, namespaces, storage and monitoring: after each a
second plan must be empty, and what the plan did must be what the table in `eks_gpu.effects` says. It says first to
which cluster, asks, and refuses clusters that look as if somebody needed them. It needs no AWS account.

Exit codes: 0 all right, 1 something differs, 2 it cannot run, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from eks_gpu.problem import DeclarationError  # noqa: E402 - after the path above
from tools.verification import examples, guards, sections, stacks, stops, tour  # noqa: E402 - as above
from tools.verification.applying import Place  # noqa: E402 - as above
from tools.verification.cluster import Kubectl, KubectlError, created, existing  # noqa: E402 - as above
from tools.verification.copies import Access  # noqa: E402 - as above
from tools.verification.envtest import EnvtestError, api_server  # noqa: E402 - as above
from tools.verification.terraform import Terraform, TerraformError, environment  # noqa: E402 - as above
from tools.verification.tour import Result  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.verification.cluster import Cluster, Object
    from tools.verification.copies import Document

FOLDER = ROOT / ".verify-kubernetes"
RIGHT, DIFFERS, CANNOT, INTERRUPTED = 0, 1, 2, 130
_ASSETS = "KUBEBUILDER_ASSETS"


class CannotRunError(Exception):
    """A sentence with what is missing."""


def main(arguments: list[str] | None = None) -> int:
    """Look, say, ask, apply, report; see the module for the exit codes."""
    asked = _asked(arguments)
    # A pipeline that is cancelled asks once, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        terraform = Terraform(_program("terraform"), environment(FOLDER / "providers"))
        with _reached(asked) as kubectl:
            return _verify(asked, terraform, kubectl)
    except (CannotRunError, DeclarationError, EnvtestError, KubectlError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("\ninterrupted before anything was applied", file=sys.stderr)
        return INTERRUPTED


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--context", default="", help="context of the throw-away cluster; without it: envtest")
    parser.add_argument("--kubeconfig", type=Path, help="default: the file in KUBECONFIG, else ~/.kube/config")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--examples", action="store_true", help="the examples only")
    only.add_argument("--tour", action="store_true", help="the tour of edits only")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser.parse_args(arguments)


def _program(name: str) -> str:
    if found := shutil.which(name):
        return found
    raise CannotRunError(f"there is no {name} on PATH")


@contextmanager
def _reached(asked: argparse.Namespace) -> Iterator[Kubectl]:
    """The cluster of the context, or one of envtest's."""
    if asked.context:
        file = asked.kubeconfig or Path(os.environ.get("KUBECONFIG") or "~/.kube/config").expanduser()
        if not file.is_file():
            raise CannotRunError(f"there is no kubeconfig {file}; name one file with --kubeconfig")
        yield Kubectl(_program("kubectl"), Access(file, asked.context))
    elif assets := os.environ.get(_ASSETS):
        with api_server(Path(assets)) as kubectl:
            yield kubectl
    else:
        raise CannotRunError(
            "name the context of a throw-away cluster with --context, even if it is the current one;"
            f" or set {_ASSETS} to a folder with etcd, kube-apiserver and kubectl"
        )


def _verify(asked: argparse.Namespace, terraform: Terraform, kubectl: Kubectl) -> int:
    place, cluster = Place(terraform, kubectl.access, FOLDER / "stacks"), kubectl.cluster()
    # The objects of an earlier envtest are gone with its API server.
    if asked.context and (left := place.earlier()):
        raise CannotRunError(
            f"an earlier run left objects behind. Run terraform -chdir={left[-1]} destroy;"
            " if that cluster is gone, delete the folder"
        )
    # First what kubectl can say at once, and then what the engine has to be started for.
    _refuse(cluster, [])
    documents = {} if asked.tour else {file.stem: stacks.of_file(file) for file in _files()}
    wanted = created(document for each in documents.values() for document in each.values())
    _refuse(cluster, existing(kubectl, wanted))
    print(_plan_of_action(cluster, list(documents), tour_too=not asked.examples))
    if not (asked.yes or _agreed()):
        return CANNOT
    return _run(place, kubectl, documents, tour_too=not asked.examples)


def _agreed() -> bool:
    try:
        return input("Type yes to go on: ").strip() == "yes"
    except EOFError:
        raise CannotRunError("nobody is there to answer; say --yes") from None


def _files() -> list[Path]:
    return sorted((ROOT / "clusters").glob("*.yaml"))


def _refuse(cluster: Cluster, collisions: list[Object]) -> None:
    if found := guards.reasons(cluster, collisions):
        raise CannotRunError("\n  ".join([f"this does not touch {cluster.context}:", *found]))


def _plan_of_action(cluster: Cluster, names: list[str], *, tour_too: bool) -> str:
    lines = [
        f"Cluster:    context {cluster.context}, server {cluster.server}",
        f"            nodes: {len(cluster.nodes)}, namespaces: {len(cluster.namespaces)}",
    ]
    if names:
        lines.append(f"Examples:   apply, plan again and destroy {', '.join(names)}")
    if tour_too:
        lines.append(f"Tour:       {len(stops.stops())} edits of workloads, {len(sections.edits())} of other sections")
    return "\n".join([*lines, f"Terraform:  state in {FOLDER.relative_to(ROOT)}/stacks; everything is destroyed again"])


def _run(place: Place, kubectl: Kubectl, documents: dict[str, dict[str, Document]], *, tour_too: bool) -> int:
    """Everything in its order; an interruption destroys what is there, and a second one says what is left."""
    # States of a run before would tell Terraform of objects that are not in this cluster.
    shutil.rmtree(place.root, ignore_errors=True)
    total = Result()
    try:
        for what, part in _parts(place, kubectl, documents, tour_too=tour_too):
            result = part()
            total.steps += result.steps
            total.failures += result.failures
            total.refused += result.refused
            print(f"{'FAILED' if result.failures else 'ok':7} {what}: {result.steps} steps")
            for failure in result.failures:
                print(f"  {failure}")
    except KeyboardInterrupt:
        return _interrupted(place)
    except TerraformError as error:
        raise CannotRunError("\n".join([str(error), *place.destroy()])) from None
    for refusal in total.refused:
        print(f"not made, because check --previous refuses it: {refusal}")
    print(f"{total.steps} steps, {len(total.failures)} failures")
    return DIFFERS if total.failures else RIGHT


def _parts(
    place: Place, kubectl: Kubectl, documents: dict[str, dict[str, Document]], *, tour_too: bool
) -> Iterator[tuple[str, Callable[[], Result]]]:
    for name, each in documents.items():
        yield f"example {name}", partial(examples.live, place, kubectl, name, each, created(each.values()))
    if tour_too:
        for batch in stops.batches(stops.stops()):
            yield f"{len(batch)} edits of a {batch[0].kind.replace('_', ' ')}", partial(tour.walk, place, batch)
        for edit in sections.edits():
            yield f"edits of {edit}", partial(sections.walk, place, edit)


def _interrupted(place: Place) -> int:
    print("\ninterrupted: destroying what was applied; once more Ctrl-C leaves it there")
    try:
        problems = place.destroy()
    except KeyboardInterrupt:
        problems = place.left()
    for line in problems:
        print(line, file=sys.stderr)
    print("something is left, see above" if problems else "nothing is left")
    return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
