"""The script of `--commands` keeps the fields that the doctor reads, and no secret that somebody planted."""

from __future__ import annotations

import ast
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import eks_gpu.doctor
from eks_gpu.doctor import examine, observe
from eks_gpu.doctor.answers import kubernetes
from eks_gpu.doctor.gathering.redaction import kept, program
from tests.doctor import healthy
from tests.doctor.cases import BROKEN

if TYPE_CHECKING:
    from tests.doctor.healthy import Folder

pytestmark = pytest.mark.process
PLAIN = "correct-horse-battery"
# Forms that makers chose, and what a generator writes.
FORMS = (
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "github_pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ",
    "glpat-aBcDeFgHiJkLmNoPqRsT",
    "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ",
    "sk-proj-aBcDeFgHiJkLmNoPqRsTuVwX",
    "nvapi-aBcDeFgHiJkLmNoPqRsTuVwXyZ0123",
    "xoxb-123456789012-aBcDeFgHiJkL",
    "AIzaSyA-aBcDeFgHiJkLmNoPqRsTuVwXyZ01234",
    "npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789",
    "pypi-AgEIcHlwaS5vcmcCJGFhYWFhYWFhYWFhYWFhYQ",
    "rk_live_aBcDeFgHiJkLmNoPqRsT",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY0123456",
)
# As people and programs write them into texts.
SAID = (
    "postgres://app:{}@db:5432/x",
    "GET https://s3.amazonaws.com/b/k?X-Amz-Signature={}&X-Amz-Date=1 403",
    "Authorization: Bearer {}",
    "login failed: password={}",
    "--hf-token {} is refused",
    'sent {{"api_key": "{}"}}',
    "AWS_SECRET_ACCESS_KEY={} is set",
    "token: {}",
)


@cache
def redacted(text: str, ending: str = "json") -> str:
    """A text as the script writes it."""
    program_text = {name: program(f"redact.{name}") for name in ("sed", "awk")}
    sed = subprocess.run(
        ["sed", "-E", program_text["sed"]], input=text, capture_output=True, text=True, check=True, timeout=60
    )
    if ending != "json":
        return sed.stdout
    words = ["awk", "-v", f"kept={' '.join(kept())}", program_text["awk"]]
    return subprocess.run(words, input=sed.stdout, capture_output=True, text=True, check=True, timeout=300).stdout


def gathered(folder: Folder) -> list[tuple[str, str]]:
    return [(name, redacted(text, name.rpartition(".")[2])) for name, text in folder.texts()]


def findings(texts: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [(finding.id, finding.where, finding.message) for finding in examine(healthy.design(), observe(texts))]


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_the_kept_fields_are_all_that_the_doctor_needs(case: Any) -> None:
    folder = case.folder()

    assert findings(gathered(folder)) == findings(folder.texts())


def test_a_healthy_cluster_stays_healthy() -> None:
    assert findings(gathered(healthy.scaled_up())) == []


def test_answers_stay_json() -> None:
    folder = healthy.scaled_up()
    for name, text in gathered(folder):
        if name.endswith(".json"):
            assert type(json.loads(text)) is type(folder[name]), name


def planted(secret: str) -> tuple[Folder, list[str]]:
    """A healthy cluster with a secret in every place that holds what people write, and the places."""
    folder = healthy.scaled_up()
    places: dict[str, Any] = {}
    pod = folder.items("pods.json")[-1]
    daemon_set = folder.items("daemonsets.json")[0]
    for where, spec in (("pod", pod["spec"]), ("daemon set", daemon_set["spec"]["template"]["spec"])):
        container = spec["containers"][0]
        container["env"] = places[f"{where}: env"] = [{"name": "HF_TOKEN", "value": secret}]
        container["args"] = places[f"{where}: args"] = ["--api-key", secret, f"--token={secret}", secret]
        container["command"] = places[f"{where}: command"] = ["sh", "-c", f"export T={secret}; serve"]
        container["lifecycle"] = {"preStop": {"exec": {"command": ["curl", "-H", f"X-Key: {secret}"]}}}
        header = {"name": "Authorization", "value": secret}
        container["livenessProbe"] = {"httpGet": {"path": "/", "httpHeaders": [header]}}
        container["workingDir"] = secret
        spec["initContainers"] = [{"name": "fetch", "image": "x", "args": [secret], "env": container["env"]}]
        spec["ephemeralContainers"] = [{"name": "debug", "image": "x", "command": [secret]}]
        spec["hostAliases"] = [{"ip": "10.0.0.1", "hostnames": [secret]}]
        spec["volumes"] = [
            {"name": "csi", "csi": {"driver": "x", "volumeAttributes": {"password": secret, "mountOptions": secret}}},
            {"name": "nfs", "nfs": {"server": "x", "path": f"/{secret}"}},
        ]
    for owner in (pod, daemon_set, daemon_set["spec"]["template"], folder.items("nodes.json")[0]):
        owner.setdefault("metadata", {})["annotations"] = {
            "kubectl.kubernetes.io/last-applied-configuration": json.dumps({"env": secret}),
            "kapp.k14s.io/original": json.dumps({"env": secret}),
            "objectset.rio.cattle.io/applied": secret,
            "vault.hashicorp.com/token": secret,
            secret: "x",
        }
        owner["metadata"]["managedFields"] = [{"manager": "x", "fieldsV1": {f'k:{{"name":"{secret}"}}': {}}}]
    status = pod["status"]["containerStatuses"][0]
    status["lastState"] = {"terminated": {"reason": "Error", "exitCode": 1, "message": f"bad login {secret}\n"}}
    status["state"] = {"terminated": {"reason": "Error", "exitCode": 1, "message": secret}}
    folder["cluster.json"]["cluster"]["tags"] = {"token": secret}
    for name in folder.files:
        if name.startswith("nodegroup"):
            folder[name]["nodegroup"]["tags"] = {"token": secret}
            folder[name]["nodegroup"]["launchTemplate"] = {"name": secret}
        if name.startswith("addon"):
            folder[name]["addon"]["configurationValues"] = json.dumps({"password": secret})
    for group in folder["auto-scaling-groups.json"]["AutoScalingGroups"]:
        group["Tags"].append({"ResourceId": "x", "Key": "owner-token", "Value": secret, "PropagateAtLaunch": True})
    return folder, [name for name, text in folder.texts() if secret in text]


@pytest.mark.parametrize("secret", [PLAIN, *FORMS])
def test_no_planted_secret_is_kept(secret: str) -> None:
    folder, names = planted(secret)

    assert len(names) >= 6
    assert [name for name, text in gathered(folder) if secret in text] == []
    assert findings(gathered(folder)) == findings(folder.texts())


@pytest.mark.parametrize("said", SAID)
def test_a_secret_in_a_text_is_blanked(said: str) -> None:
    """In the messages of events, in a log, and in what a failed command says."""
    texts = [said.format(secret) for secret in (PLAIN, *FORMS)]
    events = [{"reason": "Failed", "message": text, "metadata": {"name": "e"}} for text in texts]
    log = "".join(f"E1120 10:00:00.000000 1 x.go:1] {text}\n" for text in texts)

    for kept_text in (redacted(json.dumps({"kind": "List", "items": events}, indent=4)), redacted(log, "txt")):
        assert not [secret for secret in (PLAIN, *FORMS) if secret in kept_text]
        assert kept_text.count("blanked") >= len(texts)


@pytest.mark.parametrize(
    "text",
    [
        'MountVolume.SetUp failed for volume "token" : secret "hf-token" not found',
        "failed to get token: unauthorized",
        "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) had untolerated taint {a: b}.",
        "https://0123456789ABCDEF0123456789ABCDEF.gr7.us-west-2.eks.amazonaws.com",
        "VcpuLimitExceeded - see http://aws.amazon.com/contact-us/ec2-request to request an adjustment",
        "eks-gpu-us-west-2a-20261119080000000000000001-9ac1e6e0-1234-5678-9abc-000000000001: max size reached",
    ],
)
def test_words_that_only_speak_of_secrets_stay(text: str) -> None:
    assert redacted(text, "txt") == f"{text}"


@pytest.mark.parametrize(
    "text",
    [
        f'{{"items":[{{"metadata":{{"name":"{PLAIN}"}}}}]}}',
        f"Error: {PLAIN}",
        f'{{\n  "env": [ "{PLAIN}" ]\n}}',
        f'{{\n  "a": {{ "b": "{PLAIN}" }},\n  "c": "{PLAIN}"\n}}',
        f'[\n"{PLAIN}",\n{PLAIN}\n]',
        f'}}\n}}\n"x": "{PLAIN}"',
    ],
)
def test_text_of_another_form_is_blanked(text: str) -> None:
    assert PLAIN not in redacted(text)


def test_an_object_with_a_private_key_in_a_message_stays_json() -> None:
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{PLAIN}\n-----END RSA PRIVATE KEY-----"
    event = {"kind": "Event", "message": f"mounted {key}", "reason": "Mounted", "metadata": {"name": "e"}}

    found = json.loads(redacted(json.dumps(event, indent=4)))

    assert found == event | {"message": "mounted blanked"}


def test_a_failed_start_says_why() -> None:
    """The runtime's message about a container that never started is not the application's output."""
    message = "failed to create containerd task: OCI runtime create failed: nvidia-container-cli: no such device"
    state = {"terminated": {"exitCode": 128, "message": message, "reason": "StartError"}}
    pod = {"kind": "Pod", "metadata": {"name": "p"}, "status": {"containerStatuses": [{"name": "c", "state": state}]}}

    assert message in redacted(json.dumps(pod, indent=4))


def test_only_listed_annotations_are_read() -> None:
    """An annotation that a rule reads has to be kept; its name stands in one place."""
    used = set()
    for path in Path(eks_gpu.doctor.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("annotations.get"):
                used.add(ast.unparse(node.args[0]))
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".annotations"):
                used.add(ast.unparse(node.slice))

    assert {getattr(kubernetes, name) for name in used} == set(kubernetes.ANNOTATIONS)
