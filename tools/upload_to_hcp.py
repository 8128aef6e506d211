"""Hand synthesized stacks to HCP Terraform by its API, and run them in order: a step of a pipeline.

    python tools/upload_to_hcp.py clusters/noble-gpu.yaml [--speculative | --auto-approve] [--only STACK]...

For each stack it makes a configuration version of the workspace `<cluster>-<stack>` out of `cdk.tf.json` (the same
input, the same bytes), and when all are there it runs them one after the other: a run that a run trigger began already
is taken over, and the next stack begins when the one before is applied or has nothing to do. A plan is confirmed by
a person in HCP Terraform, while this waits, or by --auto-approve. --speculative plans only, for pull requests.

The token is a team token that may plan (and apply, for --auto-approve) in the project, nothing more. It is in
TFE_TOKEN, which goes to HCP Terraform or to the host in TFE_HOSTNAME, or in TF_TOKEN_<host>, as Terraform reads it.
Exit: 0 all went well, 1 a run failed or was discarded, 2 cannot begin.

API: https://developer.hashicorp.com/terraform/cloud-docs/api-docs, configuration-versions and run; its workflow is
https://developer.hashicorp.com/terraform/cloud-docs/workspaces/run/api.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.same_host import ElsewhereError, answered, as_json, shown, words  # noqa: E402 - after the path above

if TYPE_CHECKING:
    from collections.abc import Mapping

HCP = "app.terraform.io"
LOCK = ".terraform.lock.hcl"
# Files of a stack in an output folder: JSON, or HCL with `cdktf synth --hcl`.
FORMS = ("cdk.tf.json", "cdk.tf")
# eks_gpu/stacks/output.py
UNFINISHED, CHARTS = "unfinished.tf.json", "charts"
GOOD = {"applied", "planned_and_finished"}
BAD = {"errored", "discarded", "canceled", "force_canceled", "policy_soft_failed"}
JSON_API = "application/vnd.api+json"
TRIES, SECONDS = 5, 60


def token_for(host: str, environment: Mapping[str, str], *, named: bool = False) -> str:
    """The token for a host; empty if the environment has none that is meant for it.

    A cluster file is written by whoever opens a pull request, and must not decide where a token is sent.

    Args:
        host: The organization and workspace prefix that the cluster file names.
        environment: ``TF_TOKEN_app_terraform_io`` is for its host, as Terraform reads it (CLI configuration,
            "Environment Variable Credentials"). ``TFE_TOKEN`` is for HCP Terraform, or for the host in TFE_HOSTNAME or
            TFE_ADDRESS.
        named: Whether the caller has named the address.
    """
    if token := environment.get(_variable(host)):
        return token
    given = environment.get("TFE_HOSTNAME") or urlsplit(environment.get("TFE_ADDRESS", "")).hostname or HCP
    return environment.get("TFE_TOKEN", "") if named or host == given else ""


def refusal(host: str, environment: Mapping[str, str]) -> str:
    """Why there is no token for a host, and what to set."""
    if not environment.get("TFE_TOKEN"):
        return f"TFE_TOKEN is empty; it, or {_variable(host)}, must hold a team token of the organization"
    return (
        f"the cluster file names the host {host!r}, and nothing says that TFE_TOKEN is meant for it; set "
        f"TFE_HOSTNAME={host}, or {_variable(host)} in the place of TFE_TOKEN"
    )


def _variable(host: str) -> str:
    return f"TF_TOKEN_{host.replace('-', '__').replace('.', '_')}"


# HTTP codes after which the same request may go through.
PASSING = {429, 500, 502, 503, 504}


class RefusedError(Exception):
    """HCP Terraform said no, in its own words."""


@dataclass(frozen=True)
class Hcp:
    """The API of one organization.

    Attributes:
        address: With scheme and host, without a slash at its end.
        organization: Name of the organization in HCP Terraform.
        token: API token of the user.
        pause: Seconds between two looks at the same thing.
    """

    address: str
    organization: str
    token: str
    pause: float = 5.0

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """A request of the API; what passes by itself is tried again.

        Raises:
            RefusedError: If the answer is no.
        """
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": JSON_API}
        answer = self._send(Request(f"{self.address}/api/v2/{path}", data, headers, method=method))  # noqa: S310
        try:
            found = as_json(answer) if answer else {}
        except URLError as error:
            raise RefusedError(f"{path}: {error.reason}") from error
        if not isinstance(found, dict | None):
            raise RefusedError(f"{path}: the answer is not one of this API")
        return found or {}

    def upload(self, url: str, archive: bytes) -> None:
        """The archive itself, to the address that was given for it; that address is its own permission."""
        if urlsplit(url).scheme not in {urlsplit(self.address).scheme, "https"}:
            raise RefusedError(f"{self.address} names an address for the upload that is not https")
        self._send(Request(url, archive, {"Content-Type": "application/octet-stream"}, method="PUT"))  # noqa: S310

    def _send(self, request: Request) -> bytes:
        for left in range(TRIES - 1, -1, -1):
            try:
                return answered(request, SECONDS)
            except HTTPError as error:
                if error.code not in PASSING or not left:
                    raise RefusedError(f"{words(error)}: {_reason(error, request)}") from error
            except ElsewhereError as error:
                raise RefusedError(str(error.reason)) from error
            except URLError as error:
                if not left:
                    raise RefusedError(f"{request.host}: {error.reason}") from error
            time.sleep(self.pause)
        raise AssertionError("the last try returns or raises")


@dataclass(frozen=True)
class Upload:
    """A stack that is there, and not run yet."""

    stack: str
    workspace: str
    version: str


def main() -> int:
    """Upload every stack, then run them in order."""
    asked = _asked()
    cluster = _cluster(asked.file)
    if cluster is None:
        return 2
    if not cluster["cloud"]:
        print(f"{asked.file} has no 'backend: {{cloud: …}}'", file=sys.stderr)
        return 2
    host = cluster["cloud"]["hostname"]
    token = token_for(host, os.environ, named=bool(asked.address))
    if not token:
        print(refusal(host, os.environ), file=sys.stderr)
        return 2
    address = asked.address or f"https://{host}"
    hcp = Hcp(address, cluster["cloud"]["organization"], token, pause=asked.pause)
    names = [stack["name"] for stack in cluster["stacks"] if not asked.only or stack["name"] in asked.only]
    return _handed_over(hcp, names, asked)


def _handed_over(hcp: Hcp, names: list[str], asked: argparse.Namespace) -> int:
    """Upload these stacks, then run them; the exit code."""
    try:
        uploads = [upload(hcp, name, asked.output, speculative=asked.speculative) for name in names]
        for one in uploads:
            if not run(hcp, one, asked.message, auto_approve=asked.auto_approve and not asked.speculative):
                return 1
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyError, TypeError, IndexError) as error:
        print(f"{hcp.address} gave an answer that is not one of its API: there is no {error}", file=sys.stderr)
        return 1
    return 0


def pack(stack: Path, lock: Path) -> bytes:
    """A stack as an archive; the same stack gives the same bytes, whenever and by whomever it is packed.

    Raises:
        RefusedError: If there is no stack, or a synthesis left it half written. An archive of nothing would be a plan
            that destroys everything.
    """
    if (stack / UNFINISHED).exists():
        raise RefusedError(f"{stack.name} is half written, because a synthesis was interrupted; run make synth again")
    if not any((stack / form).is_file() for form in FORMS):
        raise RefusedError(f"there is no {FORMS[0]} in {stack}; run make synth first")
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        charts = [(path.relative_to(stack).as_posix(), path) for path in sorted((stack / CHARTS).rglob("*"))]
        for name, path in ((LOCK, lock), *((form, stack / form) for form in FORMS), *charts):
            if path.is_file():
                content = path.read_bytes()
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode, entry.mtime = len(content), 0o644, 0
                archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), mtime=0)


def upload(hcp: Hcp, stack: str, output: Path, *, speculative: bool) -> Upload:
    """Make a configuration version of a stack's workspace, and wait until HCP Terraform has unpacked it."""
    archive = pack(output / "stacks" / stack, ROOT / LOCK)
    found = hcp.ask("GET", f"organizations/{quote(hcp.organization)}/workspaces/{quote(stack)}")
    workspace = found["data"]["id"]
    attributes = {"auto-queue-runs": False, "speculative": speculative}
    body = {"data": {"type": "configuration-versions", "attributes": attributes}}
    made = hcp.ask("POST", f"workspaces/{workspace}/configuration-versions", body)["data"]
    hcp.upload(made["attributes"]["upload-url"], archive)
    while (status := made["attributes"]["status"]) != "uploaded":
        if status == "errored":
            reason = str(made["attributes"].get("error-message") or "the upload could not be read")
            raise RefusedError(f"{stack}: {shown(reason)}")
        time.sleep(hcp.pause)
        made = hcp.ask("GET", f"configuration-versions/{made['id']}")["data"]
    print(f"{stack}: uploaded as {made['id']}", flush=True)
    return Upload(stack, workspace, made["id"])


def run(hcp: Hcp, one: Upload, message: str, *, auto_approve: bool) -> bool:
    """Run an upload to its end; whether that was a good one."""
    found = _begun(hcp, one) or _begin(hcp, one, message)
    page = f"{hcp.address}/app/{hcp.organization}/workspaces/{one.stack}/runs/{found['id']}"
    print(f"{one.stack}: {page}", flush=True)
    told = ""
    while True:
        status, actions = found["attributes"]["status"], found["attributes"]["actions"]
        if status in GOOD | BAD:
            print(f"{one.stack}: {status}", flush=True)
            return status in GOOD
        if actions.get("is-confirmable") and auto_approve:
            hcp.ask("POST", f"runs/{found['id']}/actions/apply", {"comment": message})
        elif actions.get("is-confirmable") and status != told:
            print(f"{one.stack}: {status}, waits for somebody to confirm it", flush=True)
            told = status
        time.sleep(hcp.pause)
        found = hcp.ask("GET", f"runs/{found['id']}")["data"]


def _begun(hcp: Hcp, one: Upload) -> dict[str, Any] | None:
    """The run of this very upload that a run trigger has begun, where there is one."""
    runs = hcp.ask("GET", f"workspaces/{one.workspace}/runs?page%5Bsize%5D=20")["data"]
    mine: list[dict[str, Any]] = [
        run for run in runs if run["relationships"]["configuration-version"]["data"]["id"] == one.version
    ]
    return mine[0] if mine else None


def _begin(hcp: Hcp, one: Upload, message: str) -> dict[str, Any]:
    relationships = {
        "workspace": {"data": {"type": "workspaces", "id": one.workspace}},
        "configuration-version": {"data": {"type": "configuration-versions", "id": one.version}},
    }
    body = {"data": {"type": "runs", "attributes": {"message": message}, "relationships": relationships}}
    made: dict[str, Any] = hcp.ask("POST", "runs", body)["data"]
    return made


def _reason(error: HTTPError, request: Request) -> str:
    """HCP Terraform's own words; to who may not see a thing it says that the thing is not there.

    The address of an upload is its own permission, so only its host is printed.
    """
    try:
        details = "; ".join(one.get("detail") or one.get("title", "") for one in json.load(error)["errors"])
    except (ValueError, KeyError, TypeError, AttributeError, OSError, HTTPException):
        details = "no explanation"
    place = error.url if request.has_header("Authorization") else request.host
    return f"{shown(details)} ({place})"


def _cluster(file: Path) -> dict[str, Any] | None:
    command = [sys.executable, str(ROOT / "tools" / "list_stacks.py"), str(file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    found: list[dict[str, Any]] = json.loads(done.stdout) if done.returncode == 0 else []
    return found[0] if found else None


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a cluster file with backend: cloud")
    parser.add_argument("--only", action="append", default=[], metavar="STACK", help="this stack; may be repeated")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--speculative", action="store_true", help="plan only")
    how.add_argument("--auto-approve", action="store_true", help="confirm every plan")
    parser.add_argument("--message", default="eks-gpu", help="what the run is called")
    parser.add_argument("--output", type=Path, default=ROOT / "cdktf.out", help="what was synthesized")
    parser.add_argument("--address", help="of the API; default: the hostname in the cluster file")
    parser.add_argument("--pause", type=float, default=Hcp.pause, help="seconds between two looks at a run")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
