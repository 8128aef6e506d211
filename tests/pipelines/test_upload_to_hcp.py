"""Uploads to HCP Terraform, against a server that answers as its API is documented."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import Request

import pytest

from tests.pipelines.hosts import serving
from tests.synthesized import ROOT
from tools import upload_to_hcp
from tools.same_host import ElsewhereError, answered, as_json
from tools.upload_to_hcp import Hcp, RefusedError, Upload, pack, refusal, run, token_for, upload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.pipelines.hosts import Answer, Asked

KINDS = ("network", "cluster", "platform", "workloads")
TOKEN = {"TFE_TOKEN": "token"}
STACKS = [f"quickstart-{kind}" for kind in KINDS]


@dataclass
class Organization:
    """An organization of HCP Terraform with the workspaces of the quickstart."""

    workspaces: dict[str, str] = field(default_factory=lambda: {name: f"ws-{name}" for name in STACKS})
    """Ids by name."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[str, dict[str, Any]] = field(default_factory=dict)
    archives: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    ends: dict[str, str] = field(default_factory=dict)
    """How runs of a workspace end, where not in `applied`."""

    confirmed_by_a_person_after: int = 2
    triggers: bool = False
    throttled: int = 0
    address: str = ""

    def answer(self, asked: Asked) -> Answer:  # noqa: C901, PLR0911 - one case a path
        """What the API would say."""
        path = asked.path.removeprefix("/api/v2/").partition("?")[0]
        if asked.path.startswith("/upload/"):
            assert "Authorization" not in asked.headers, "the address is the permission; the token stays with us"
            self.archives[path.removeprefix("/upload/")] = asked.body
            return 200, None
        assert asked.headers["Authorization"] == "Bearer token"
        self.asked.append(f"{asked.method} {path}")
        if self.throttled:
            self.throttled -= 1
            return 429, {"errors": [{"detail": "slow down"}]}
        parts = path.split("/")
        match asked.method, parts:
            case "GET", ["organizations", "acme", "workspaces", name]:
                if name not in self.workspaces:
                    return 404, {"errors": [{"title": "not found"}]}
                return 200, {"data": {"id": self.workspaces[name], "type": "workspaces"}}
            case "POST", ["workspaces", workspace, "configuration-versions"]:
                return 201, {"data": self._version(workspace, asked.json["data"])}
            case "GET", ["configuration-versions", version]:
                made = self.versions[version]
                made["attributes"]["status"] = "uploaded" if version in self.archives else "pending"
                return 200, {"data": made}
            case "GET", ["workspaces", workspace, "runs"]:
                return 200, {"data": [one for one in self.runs if one["workspace"] == workspace]}
            case "POST", ["runs"]:
                asking = asked.json["data"]["relationships"]
                version = asking["configuration-version"]["data"]["id"]
                return 201, {"data": self._run(asking["workspace"]["data"]["id"], version)}
            case "GET", ["runs", number]:
                return 200, {"data": self._look_at(number)}
            case "POST", ["runs", number, "actions", "apply"]:
                self._confirm(self._found(number))
                return 202, None
        return 404, {"errors": [{"title": "not found", "detail": path}]}

    def _version(self, workspace: str, asked: dict[str, Any]) -> dict[str, Any]:
        number = f"cv-{len(self.versions)}"
        attributes = asked["attributes"] | {"status": "pending", "upload-url": f"{self.address}/upload/{number}"}
        self.versions[number] = {"id": number, "attributes": attributes, "workspace": workspace}
        return self.versions[number]

    def _run(self, workspace: str, version: str) -> dict[str, Any]:
        assert version in self.archives, "a run of what was never uploaded"
        made = {
            "id": f"run-{len(self.runs)}",
            "workspace": workspace,
            "looks": 0,
            "attributes": {"status": "pending", "actions": {"is-confirmable": False}},
            "relationships": {"configuration-version": {"data": {"id": version, "type": "configuration-versions"}}},
        }
        self.runs.append(made)
        return made

    def _found(self, number: str) -> dict[str, Any]:
        return next(one for one in self.runs if one["id"] == number)

    def _look_at(self, number: str) -> dict[str, Any]:
        one = self._found(number)
        one["looks"] += 1
        attributes, end = one["attributes"], self.ends.get(one["workspace"], "applied")
        version = one["relationships"]["configuration-version"]["data"]["id"]
        if attributes["status"] == "pending":
            speculative = self.versions[version]["attributes"]["speculative"]
            attributes["status"] = end if end != "applied" else "planned_and_finished" if speculative else "planned"
            attributes["actions"]["is-confirmable"] = attributes["status"] == "planned"
        elif attributes["status"] == "planned" and one["looks"] > self.confirmed_by_a_person_after:
            self._confirm(one)
        return one

    def _confirm(self, one: dict[str, Any]) -> None:
        one["attributes"] = {"status": "applied", "actions": {"is-confirmable": False}}
        after = list(self.workspaces.values())
        following = after[after.index(one["workspace"]) + 1 :][:1]
        if self.triggers and following:
            latest = [name for name, made in self.versions.items() if made["workspace"] == following[0]]
            self._run(following[0], latest[-1])


@pytest.fixture
def organization() -> Iterator[Organization]:
    made = Organization()
    with serving(made.answer) as address:
        made.address = address
        yield made


@pytest.fixture
def output(tmp_path: Path) -> Path:
    for name in STACKS:
        folder = tmp_path / "stacks" / name
        folder.mkdir(parents=True)
        (folder / "cdk.tf.json").write_text(f'{{"of": "{name}"}}', encoding="utf-8")
    return tmp_path


def hcp(organization: Organization) -> Hcp:
    return Hcp(organization.address, "acme", "token", pause=0.001)


def uploads(organization: Organization, output: Path, *, speculative: bool = False) -> list[Upload]:
    return [upload(hcp(organization), name, output, speculative=speculative) for name in STACKS]


def test_the_same_stack_gives_the_same_archive(output: Path, tmp_path: Path) -> None:
    folder = output / "stacks" / STACKS[0]
    first = pack(folder, tmp_path / "absent")
    (folder / "cdk.tf.json").touch()
    (folder / "cdk.tf.json").chmod(0o600)
    (folder / ".terraform").mkdir()

    assert pack(folder, tmp_path / "absent") == first


def test_an_archive_holds_the_stack_and_the_lock_of_its_providers(output: Path, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("provider {}", encoding="utf-8")
    with tarfile.open(fileobj=io.BytesIO(pack(output / "stacks" / STACKS[0], lock)), mode="r:gz") as archive:
        content = archive.extractfile("cdk.tf.json")
        assert archive.getnames() == [".terraform.lock.hcl", "cdk.tf.json"]
        assert content
        assert content.read() == b'{"of": "quickstart-network"}'


def test_an_archive_holds_the_charts_of_the_stack_and_nothing_else(output: Path, tmp_path: Path) -> None:
    folder = output / "stacks" / STACKS[0]
    for name in ("charts/b/Chart.yaml", "charts/a/templates/a.yaml", ".terraform/x"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(name, encoding="utf-8")
    with tarfile.open(fileobj=io.BytesIO(pack(folder, tmp_path / "absent")), mode="r:gz") as archive:
        assert archive.getnames() == ["cdk.tf.json", "charts/a/templates/a.yaml", "charts/b/Chart.yaml"]


def test_each_stack_goes_to_its_workspace(organization: Organization, output: Path) -> None:
    made = uploads(organization, output)

    assert [one.workspace for one in made] == [f"ws-{name}" for name in STACKS]
    assert len(organization.archives) == 4
    assert {one["attributes"]["auto-queue-runs"] for one in organization.versions.values()} == {False}


def test_a_plan_waits_for_a_person(
    organization: Organization, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    organization.confirmed_by_a_person_after = 5
    one = uploads(organization, output)[0]

    assert run(hcp(organization), one, "x", auto_approve=False)
    said = capsys.readouterr().out
    assert said.count("waits for somebody") == 1
    assert f"{organization.address}/app/acme/workspaces/quickstart-network/runs/run-0" in said
    assert "POST runs/run-0/actions/apply" not in organization.asked


def test_a_plan_is_confirmed_where_asked(organization: Organization, output: Path) -> None:
    organization.confirmed_by_a_person_after = 1_000
    one = uploads(organization, output)[0]

    assert run(hcp(organization), one, "x", auto_approve=True)
    assert "POST runs/run-0/actions/apply" in organization.asked


def test_a_run_that_a_trigger_began_is_taken_over(organization: Organization, output: Path) -> None:
    organization.triggers = True
    for one in uploads(organization, output):
        assert run(hcp(organization), one, "x", auto_approve=True)

    assert Counter(one["workspace"] for one in organization.runs) == dict.fromkeys(organization.workspaces.values(), 1)
    assert organization.asked.count("POST runs") == 1


@pytest.mark.parametrize("end", sorted(upload_to_hcp.BAD))
def test_a_run_that_ends_badly_is_no_success(organization: Organization, output: Path, end: str) -> None:
    organization.ends["ws-quickstart-network"] = end

    assert not run(hcp(organization), uploads(organization, output)[0], "x", auto_approve=True)


def test_speculative_runs_end_with_the_plan(organization: Organization, output: Path) -> None:
    one = uploads(organization, output, speculative=True)[0]

    assert run(hcp(organization), one, "x", auto_approve=False)
    assert organization.runs[0]["attributes"]["status"] == "planned_and_finished"


def test_what_is_too_much_at_once_is_asked_again(organization: Organization, output: Path) -> None:
    organization.throttled = 2

    assert upload(hcp(organization), STACKS[0], output, speculative=False)


def test_a_workspace_that_is_not_there_is_told(organization: Organization, output: Path) -> None:
    del organization.workspaces["quickstart-network"]

    with pytest.raises(RefusedError, match=r"404 .*: not found .*workspaces/quickstart-network"):
        upload(hcp(organization), STACKS[0], output, speculative=False)


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    file = tmp_path / "quickstart.yaml"
    text = (ROOT / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
    file.write_text(f"{text}\nbackend: {{cloud: {{organization: acme}}}}\n", encoding="utf-8")
    return file


def command(declared: Path, output: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    asked = [
        sys.executable,
        str(ROOT / "tools" / "upload_to_hcp.py"),
        str(declared),
        "--output",
        str(output),
        *arguments,
    ]
    return subprocess.run(asked, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.process
def test_the_command_stops_at_the_first_stack_that_fails(
    organization: Organization, output: Path, declared: Path
) -> None:
    organization.ends["ws-quickstart-network"] = "errored"
    done = command(declared, output, "--address", organization.address, "--pause", "0.001", **TOKEN)

    assert done.returncode == 1, done.stderr
    assert "quickstart-network: errored" in done.stdout
    assert [one["workspace"] for one in organization.runs] == ["ws-quickstart-network"]


@pytest.mark.process
def test_the_command_wants_a_token(output: Path, declared: Path) -> None:
    done = command(declared, output)

    assert done.returncode == 2
    assert "TFE_TOKEN" in done.stderr


@pytest.mark.process
def test_the_command_wants_a_cluster_in_hcp_terraform(output: Path) -> None:
    done = command(ROOT / "clusters" / "quickstart.yaml", output, **TOKEN)

    assert done.returncode == 2
    assert "backend: {cloud: …}" in done.stderr


@pytest.mark.parametrize(
    ("host", "environment", "token"),
    [
        ("app.terraform.io", {"TFE_TOKEN": "t"}, "t"),
        ("evil.example", {"TFE_TOKEN": "t"}, ""),
        ("app.terraform.io.evil.example", {"TFE_TOKEN": "t"}, ""),
        ("tfe.example", {"TFE_TOKEN": "t", "TFE_HOSTNAME": "tfe.example"}, "t"),
        ("tfe.example", {"TFE_TOKEN": "t", "TFE_ADDRESS": "https://tfe.example:8443"}, "t"),
        ("app.terraform.io", {"TFE_TOKEN": "t", "TFE_HOSTNAME": "tfe.example"}, ""),
        ("my-tfe.example", {"TF_TOKEN_my__tfe_example": "own", "TFE_TOKEN": "t"}, "own"),
    ],
)
def test_a_token_goes_only_where_the_environment_sends_it(host: str, environment: dict[str, str], token: str) -> None:
    assert token_for(host, environment) == token
    if not token:
        assert f"TFE_HOSTNAME={host}" in refusal(host, environment)


SECRET = {"Authorization": "Bearer secret"}


def redirecting(code: int, to: str) -> Callable[[Asked], Answer]:
    return lambda _: (code, {"redirected": True}, {"Location": to})


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_takes_no_token_to_another_host(code: int, method: str) -> None:
    reached: list[Asked] = []

    def elsewhere(asked: Asked) -> Answer:
        reached.append(asked)
        return 200, {}

    body = b"{}" if method == "POST" else None
    with (
        serving(elsewhere) as other,
        serving(redirecting(code, f"{other}/\x1bx?y=1")) as address,
        pytest.raises(URLError) as refused,
    ):
        answered(Request(address, body, SECRET, method=method), 10)  # noqa: S310 - the loopback interface
    # 307 and 308 of a POST are refused by urllib itself.
    assert isinstance(refused.value, ElsewhereError) or (code in {307, 308} and method == "POST")
    assert reached == []


@pytest.mark.parametrize("to", ["file:///etc/hostname", "ftp://127.0.0.1/x", "https://127.0.0.1/", "//evil.example/x"])
def test_a_redirect_to_another_scheme_is_refused(to: str) -> None:
    with serving(redirecting(302, to)) as address, pytest.raises(URLError):
        answered(Request(address, None, SECRET), 10)  # noqa: S310 - the loopback interface


def test_a_redirect_within_a_host_is_followed() -> None:
    def answer(asked: Asked) -> Answer:
        assert asked.headers["Authorization"] == "Bearer secret"
        return (200, {"at": asked.path}) if asked.path == "/there" else (302, {}, {"Location": "/there"})

    with serving(answer) as address:
        assert as_json(answered(Request(f"{address}/here", None, SECRET), 10)) == {"at": "/there"}  # noqa: S310


def test_an_uploads_address_is_not_printed(organization: Organization) -> None:
    """Whoever reads the log could upload something else to it."""
    refusing = serving(lambda _: (403, {"errors": [{"detail": "\x1b[2J\n::error::no"}]}))
    with refusing as address, pytest.raises(RefusedError) as refused:
        hcp(organization).upload(f"{address}/object/dmF1bHQ6c2VjcmV0", b"x")
    said = str(refused.value)

    assert "dmF1bHQ6c2VjcmV0" not in said
    assert "\x1b" not in said
    assert "\n" not in said


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "x"])
def test_an_upload_goes_to_no_other_scheme(organization: Organization, url: str) -> None:
    with pytest.raises(RefusedError, match="not https"):
        hcp(organization).upload(url, b"x")


@pytest.mark.parametrize("leave", ["nothing", "unfinished"])
def test_no_stack_is_no_archive(output: Path, tmp_path: Path, leave: str) -> None:
    """A workspace would take an empty archive for a wish to destroy everything."""
    folder = output / "stacks" / STACKS[0]
    if leave == "nothing":
        (folder / "cdk.tf.json").unlink()
    else:
        (folder / "unfinished.tf.json").touch()
    with pytest.raises(RefusedError, match="make synth"):
        pack(folder, tmp_path / "absent")


def test_a_stack_in_hcl_is_packed(output: Path, tmp_path: Path) -> None:
    folder = output / "stacks" / STACKS[0]
    (folder / "cdk.tf.json").rename(folder / "cdk.tf")
    with tarfile.open(fileobj=io.BytesIO(pack(folder, tmp_path / "absent")), mode="r:gz") as archive:
        assert archive.getnames() == ["cdk.tf"]


@pytest.mark.process
@pytest.mark.parametrize("answer", [[], 5, None, "x", {}, {"data": []}, {"data": {"id": None}}, {"data": 5}])
def test_an_answer_of_something_else_is_no_traceback(output: Path, declared: Path, answer: object) -> None:
    with serving(lambda _: (200, answer)) as address:
        done = command(declared, output, "--address", address, "--pause", "0.001", **TOKEN)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr
