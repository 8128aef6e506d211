"""The command `eks-gpu`: what the checks find, without starting the engine."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from eks_gpu.guard import explained, guarded

PROGRAM = "eks-gpu"


class _Guarded(TyperGroup):
    """The commands, of which none ends with a traceback; the errors of the command line itself are typer's."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's context is a class that it keeps to itself
        """Run a command; what it raises becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, TyperException):
            raise
        except BaseException as error:  # noqa: BLE001 - as the last frame, before typer makes a traceback of it
            raise typer.Exit(explained(PROGRAM, error)) from None


app = typer.Typer(
    name=PROGRAM,
    cls=_Guarded,
    help="GPU node groups on EKS: will they run, before anything is planned?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class Told(StrEnum):
    """How what the doctor found is written."""

    TEXT = "text"
    JSON = "json"


@app.command("check")
def check_files(
    files: Annotated[list[Path], typer.Argument(help="Cluster files, or folders of them.", metavar="FILE...")],
    *,
    format: Annotated[Format, typer.Option(help="For people, or for machines.")] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings too.")] = False,
    previous: Annotated[
        Path | None, typer.Option(help="The file as it was: also say what the edit does to a living cluster.")
    ] = None,
    since: Annotated[
        str, typer.Option(help="The same for all files, as they were in a revision of git.", metavar="REVISION")
    ] = "",
) -> None:
    """Problems, then where every workload runs. Exit: 0 clean, 1 problems, 2 cannot read."""
    from eks_gpu.cli import check as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(files, form=format.value, strict=strict, previous=previous, since=since))


@app.command("explain")
def explain_workload(
    file: Annotated[Path, typer.Argument(help="A cluster file.")],
    workload: Annotated[str, typer.Argument(help="Name of a workload, or namespace/name.")],
) -> None:
    """Why a workload runs or not, group by group, number by number. Exit: 0 it runs, 1 not, 2 cannot read."""
    from eks_gpu.cli import explain as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(file, workload))


@app.command("show")
def show_declaration(
    file: Annotated[Path, typer.Argument(help="A cluster file.")],
    *,
    all_fields: Annotated[bool, typer.Option("--all", help="Also what is not written anywhere: the defaults.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """A cluster file with what it extends and the shared defaults. Exit: 0 sound, 1 problems, 2 cannot read."""
    from eks_gpu.cli import show as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(file, all_fields=all_fields, as_json=as_json))


@app.command("instances")
def list_instances(
    *,
    gpu: Annotated[str | None, typer.Option(help="GPU model, or a part of its name, such as H100.")] = None,
    min_gpu_memory_gib: Annotated[float | None, typer.Option(help="Memory of one GPU, in GiB.")] = None,
    region: Annotated[str | None, typer.Option(help="Only what this region offers.")] = None,
    mig: Annotated[bool, typer.Option("--mig", help="Only GPUs that MIG can cut.")] = False,
    efa: Annotated[bool, typer.Option("--efa", help="Only types with EFA.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """The GPU instance types of the catalogue."""
    from eks_gpu.cli import instances as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(gpu, min_gpu_memory_gib, region, mig=mig, efa=efa, as_json=as_json))


@app.command("simulate")
def simulate_pods(
    file: Annotated[Path, typer.Argument(help="A cluster file.")],
    *,
    submit: Annotated[
        list[str] | None,
        typer.Option(help="Pods that arrive, at once or later; repeat it for more.", metavar="WORKLOAD[=N][@TIME]"),
    ] = None,
    until: Annotated[str, typer.Option(help="How long to watch.")] = "2h",
    seed: Annotated[int, typer.Option(help="Of the refusals; the same seed, the same result.")] = 0,
    spot_refusal: Annotated[float, typer.Option(help="Chance that EC2 refuses a request for spot nodes.")] = 0.0,
    boot: Annotated[str, typer.Option(help="From the request for a node to its GPUs.")] = "4m",
    device_delay: Annotated[str, typer.Option(help="The part of --boot after the node is Ready.")] = "60s",
    run_for: Annotated[str, typer.Option(help="How long the pod of a job runs.")] = "30m",
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """What happens when pods arrive, minute by minute. Exit: 0 all started, 1 some never, 2 cannot read."""
    from eks_gpu.cli import simulate as command  # noqa: PLC0415 - each command loads what it needs

    settings = command.Options(until, seed, spot_refusal, boot, run_for, device_delay)
    raise typer.Exit(command.run(file, submit or [], settings, as_json=as_json))


class PageFormat(StrEnum):
    """How a review is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


@app.command("review")
def review_plans(
    plans: Annotated[
        list[Path],
        typer.Argument(
            help="Plans as `terraform show -json` writes them, of one stack or of several.", metavar="PLAN..."
        ),
    ],
    *,
    against: Annotated[
        list[Path] | None,
        typer.Option(help="An earlier plan: say what is more, less or otherwise; repeat it for more."),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            help="Exit with 1 from here on: change, interrupt (work stops), replace, destroy, lose (for ever).",
            metavar="LEVEL",
        ),
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(help="Prices of an hour, as YAML or JSON: also say what it costs.")
    ] = None,
    declaration: Annotated[Path | None, typer.Option(help="The cluster file: also say what the checks find.")] = None,
    format: Annotated[PageFormat, typer.Option(help="For people, or for machines.")] = PageFormat.TEXT,
) -> None:
    """What plans do to a living cluster. Exit: 0 as wanted, 1 --fail-on or --against or an error, 2 cannot read."""
    from eks_gpu.cli import review as command  # noqa: PLC0415 - each command loads what it needs

    options = command.Options(format.value, against or [], fail_on, prices, declaration)
    raise typer.Exit(command.run(plans, options))


@app.command("alerts")
def print_alerts(
    file: Annotated[Path, typer.Argument(help="A cluster file.")],
    *,
    operator: Annotated[
        bool, typer.Option("--operator", help="As a PrometheusRule of its operator, for kubectl apply.")
    ] = False,
) -> None:
    """Alerts of the cluster in Prometheus' form. Exit: 0 written, 2 the file has problems."""
    from eks_gpu.cli import monitoring as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.alerts(file, operator=operator))


@app.command("dashboard")
def print_dashboard(file: Annotated[Path, typer.Argument(help="A cluster file.")]) -> None:
    """A Grafana dashboard of the cluster's GPUs. Exit: 0 written, 2 the file has problems."""
    from eks_gpu.cli import monitoring as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.dashboard(file))


@app.command("doctor")
def examine_cluster(
    file: Annotated[Path, typer.Argument(help="A cluster file.")],
    *,
    folder: Annotated[
        Path | None, typer.Option("--from", help="A folder of what kubectl and aws answered, instead of asking now.")
    ] = None,
    kubeconfig: Annotated[str, typer.Option(help="For kubectl; default: its own choice.")] = "",
    context: Annotated[str, typer.Option(help="Of the kubeconfig; default: the current one.")] = "",
    commands: Annotated[bool, typer.Option("--commands", help="Print a script that fills a folder.")] = False,
    format: Annotated[Told, typer.Option(help="For people, or for machines.")] = Told.TEXT,
) -> None:
    """What is wrong with a living cluster, and the next step; changes nothing. Exit: 0 well, 1 not, 2 cannot look."""
    from eks_gpu.cli import doctor as command  # noqa: PLC0415 - each command loads what it needs

    source = command.Source(folder, kubeconfig, context)
    raise typer.Exit(command.run(file, source, form=format.value, print_commands=commands))


@app.command("smoke")
def print_smoke_tests(
    file: Annotated[Path, typer.Argument(help="A cluster file.")],
    *,
    group: Annotated[str | None, typer.Option(help="Of this GPU group alone.")] = None,
    workloads: Annotated[
        bool, typer.Option("--workloads", help="As entries for `workloads` of the file, instead of for kubectl.")
    ] = False,
) -> None:
    """Jobs that try GPU groups out, for `kubectl apply -f -`. Exit: 0 printed, 1 errors in the file, 2 cannot read."""
    from eks_gpu.cli import smoke as command  # noqa: PLC0415 - each command loads what it needs

    raise typer.Exit(command.run(file, group, as_workloads=workloads))


@app.command("schema")
def print_schema(
    *,
    overlay: Annotated[
        bool, typer.Option("--overlay", help="Of files that lie over or below others: nothing is required.")
    ] = False,
) -> None:
    """JSON Schema of cluster files, for editors."""
    from eks_gpu.cli import schema as command  # noqa: PLC0415 - each command loads what it needs

    sys.stdout.write(command.overlay_schema() if overlay else command.schema())


def main() -> None:
    """Run the command; no traceback reaches a user."""
    sys.exit(guarded(PROGRAM, _run))


def _run() -> int:
    try:
        app()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return 0
