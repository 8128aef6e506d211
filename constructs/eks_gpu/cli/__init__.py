"""The command `eks-gpu`, which works without starting the engine."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from eks_gpu.cli.rule import print_rules
from eks_gpu.guard import explained, guarded

PROGRAM = "eks-gpu"


class _Guarded(TyperGroup):
    """The group of commands, which never end with a traceback; typer reports errors of the command line itself."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's context is a class that it keeps to itself
        """Run a command, and turn any exception into a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, TyperException):
            raise
        except BaseException as error:  # noqa: BLE001 - as the last frame, before typer makes a traceback of it
            raise typer.Exit(explained(PROGRAM, error)) from None


app = typer.Typer(
    name=PROGRAM,
    cls=_Guarded,
    help="Check, explain, simulate, review and diagnose GPU clusters on EKS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """Output format of findings."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class Told(StrEnum):
    """Output format of the doctor."""

    TEXT = "text"
    JSON = "json"


@app.command("check")
def check_files(
    files: Annotated[
        list[Path], typer.Argument(help="Cluster files, or folders that contain them.", metavar="FILE...")
    ],
    *,
    format: Annotated[Format, typer.Option(help="Output format.")] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings too.")] = False,
    previous: Annotated[
        Path | None,
        typer.Option(help="Earlier version of the file; also report what the edit does to a running cluster."),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            help="Git revision; compare all files with it, as --previous does for one file.", metavar="REVISION"
        ),
    ] = "",
) -> None:
    """Check cluster files and show where each workload runs.

    Exit codes: 0 clean, 1 problems, 2 unreadable file.
    """
    from eks_gpu.cli import check as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(files, form=format.value, strict=strict, previous=previous, since=since))


@app.command("explain")
def explain_workload(
    file: Annotated[Path, typer.Argument(help="Cluster file.")],
    workload: Annotated[str, typer.Argument(help="Name of a workload, or namespace/name.")],
) -> None:
    """Explain for each group, with all numbers, why a workload runs there or not.

    Exit codes: 0 it runs, 1 it does not run, 2 unreadable file.
    """
    from eks_gpu.cli import explain as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(file, workload))


@app.command("show")
def show_declaration(
    file: Annotated[Path, typer.Argument(help="Cluster file.")],
    *,
    all_fields: Annotated[
        bool, typer.Option("--all", help="Include the defaults of fields that no file sets.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print a cluster file merged with the files it extends and the shared defaults.

    Exit codes: 0 clean, 1 problems, 2 unreadable file.
    """
    from eks_gpu.cli import show as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(file, all_fields=all_fields, as_json=as_json))


@app.command("instances")
def list_instances(
    *,
    gpu: Annotated[str | None, typer.Option(help="GPU model, or part of its name, such as H100.")] = None,
    min_gpu_memory_gib: Annotated[float | None, typer.Option(help="Minimum memory of one GPU, in GiB.")] = None,
    region: Annotated[str | None, typer.Option(help="List only types that this region offers.")] = None,
    mig: Annotated[bool, typer.Option("--mig", help="List only types whose GPUs support MIG.")] = False,
    efa: Annotated[bool, typer.Option("--efa", help="List only types that support EFA.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the GPU instance types of the catalogue."""
    from eks_gpu.cli import instances as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(gpu, min_gpu_memory_gib, region, mig=mig, efa=efa, as_json=as_json))


@app.command("simulate")
def simulate_pods(
    file: Annotated[Path, typer.Argument(help="Cluster file.")],
    *,
    submit: Annotated[
        list[str] | None,
        typer.Option(
            help="Pods that arrive, at the start or at a later time; repeat for more.", metavar="WORKLOAD[=N][@TIME]"
        ),
    ] = None,
    until: Annotated[str, typer.Option(help="Length of the simulation.")] = "2h",
    seed: Annotated[int, typer.Option(help="Random seed for spot refusals; the same seed gives the same result.")] = 0,
    spot_refusal: Annotated[
        float, typer.Option(help="Probability from 0 to 1 that EC2 refuses a request for spot nodes.")
    ] = 0.0,
    boot: Annotated[str, typer.Option(help="Time from the request for a node until its GPUs are available.")] = "4m",
    device_delay: Annotated[str, typer.Option(help="Part of --boot that follows after the node is Ready.")] = "60s",
    run_for: Annotated[str, typer.Option(help="Running time of each pod of a job.")] = "30m",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Simulate, minute by minute, what happens when pods arrive.

    Exit codes: 0 all pods started, 1 some never started, 2 unreadable file.
    """
    from eks_gpu.cli import simulate as command  # noqa: PLC0415 - each command loads what it needs

    settings = command.Options(until, seed, spot_refusal, boot, run_for, device_delay)
    raise typer.Exit(command.run(file, submit or [], settings, as_json=as_json))


class PageFormat(StrEnum):
    """Output format of a review."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


@app.command("review")
def review_plans(
    plans: Annotated[
        list[Path],
        typer.Argument(help="Plans written by `terraform show -json`, of one or several stacks.", metavar="PLAN..."),
    ],
    *,
    against: Annotated[
        list[Path] | None,
        typer.Option(help="Earlier plan; report what was added, removed or changed since. Repeat for more."),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            help="Exit with 1 from this level on: change, interrupt (work stops), replace, destroy, lose (forever).",
            metavar="LEVEL",
        ),
    ] = None,
    prices: Annotated[Path | None, typer.Option(help="Hourly prices, as YAML or JSON; also report the cost.")] = None,
    declaration: Annotated[
        Path | None, typer.Option(help="Cluster file; also report the findings of the checks.")
    ] = None,
    format: Annotated[PageFormat, typer.Option(help="Output format.")] = PageFormat.TEXT,
) -> None:
    """Show what plans do to a running cluster.

    Exit codes: 0 nothing speaks against them, 1 --fail-on, --against or an error does, 2 unreadable file.
    """
    from eks_gpu.cli import review as command  # noqa: PLC0415 - each command loads what it needs

    options = command.Options(format.value, against or [], fail_on, prices, declaration)
    raise typer.Exit(command.run(plans, options))


@app.command("alerts")
def print_alerts(
    file: Annotated[Path, typer.Argument(help="Cluster file.")],
    *,
    operator: Annotated[
        bool, typer.Option("--operator", help="Print a PrometheusRule for the Prometheus Operator, for kubectl apply.")
    ] = False,
) -> None:
    """Print Prometheus alert rules for the cluster.

    Exit codes: 0 printed, 2 the file has problems.
    """
    from eks_gpu.cli import monitoring as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.alerts(file, operator=operator))


@app.command("dashboard")
def print_dashboard(file: Annotated[Path, typer.Argument(help="Cluster file.")]) -> None:
    """Print a Grafana dashboard of the cluster's GPUs.

    Exit codes: 0 printed, 2 the file has problems.
    """
    from eks_gpu.cli import monitoring as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.dashboard(file))


@app.command("doctor")
def examine_cluster(
    file: Annotated[Path, typer.Argument(help="Cluster file.")],
    *,
    folder: Annotated[
        Path | None,
        typer.Option("--from", help="Folder of recorded kubectl and aws output, read instead of asking the cluster."),
    ] = None,
    kubeconfig: Annotated[
        str, typer.Option(help="Kubeconfig file for kubectl; default: the one that kubectl chooses.")
    ] = "",
    context: Annotated[str, typer.Option(help="Context of the kubeconfig; default: the current one.")] = "",
    commands: Annotated[bool, typer.Option("--commands", help="Print a script that records such a folder.")] = False,
    format: Annotated[Told, typer.Option(help="Output format.")] = Told.TEXT,
) -> None:
    """Find out what is wrong with a running cluster, and print the next step; change nothing.

    Exit codes: 0 no problem found, 1 problems, 2 nothing could be examined.
    """
    from eks_gpu.cli import doctor as command  # noqa: PLC0415 - each command loads what it needs

    source = command.Source(folder, kubeconfig, context)
    raise typer.Exit(command.run(file, source, form=format.value, print_commands=commands))


@app.command("smoke")
def print_smoke_tests(
    file: Annotated[Path, typer.Argument(help="Cluster file.")],
    *,
    group: Annotated[str | None, typer.Option(help="Test only this GPU group.")] = None,
    workloads: Annotated[
        bool,
        typer.Option(
            "--workloads", help="Print entries for `workloads` of the cluster file, instead of manifests for kubectl."
        ),
    ] = False,
) -> None:
    """Print Jobs that test GPU groups, for `kubectl apply -f -`.

    Exit codes: 0 printed, 1 errors in the file, 2 unreadable file.
    """
    from eks_gpu.cli import smoke as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(file, group, as_workloads=workloads))


@app.command("schema")
def print_schema(
    *,
    overlay: Annotated[
        bool, typer.Option("--overlay", help="Print the schema for overlay files, in which no field is required.")
    ] = False,
) -> None:
    """Print the JSON Schema of cluster files, for editors."""
    from eks_gpu.cli import schema as command  # noqa: PLC0415 - each command loads what it needs

    sys.stdout.write(command.overlay_schema() if overlay else command.schema())


app.command("rule")(print_rules)


def main() -> None:
    """Run the command; no traceback reaches a user."""
    sys.exit(guarded(PROGRAM, _run))


def _run() -> int:
    try:
        app()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return 0
