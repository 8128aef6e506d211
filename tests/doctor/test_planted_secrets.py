"""The script of `--commands` against programs that print whole objects with secrets in every place: none is kept."""

from __future__ import annotations

import base64
import json
import stat
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.doctor import examine, observe
from eks_gpu.doctor.gathering.commands import commands, for_import, script
from eks_gpu.doctor.gathering.gather import from_folder
from eks_gpu.doctor.gathering.redaction import blanked, explanation, kept
from tests.doctor import healthy
from tests.doctor.cases import BROKEN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doctor.healthy import Folder

pytestmark = pytest.mark.process

_LINES = "\n".join(f"MIIE{at}pAIBAAKCAQEA7xq1/Zb3kJ{at}+d8WvN2uQm/4yT6cRfHsLpXo0aBcDeFgHi" for at in range(3))
# Secrets with a form of their own, which is known in any text.
SHAPED = {
    "access key": "AKIAIOSFODNN7EXAMPLE",
    "secret key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "session token": "FwoGZXIvYXdzEJr" + "aB3dE5fG7h" * 12,
    "web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "hugging face": "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ",
    "github": "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "gitlab": "glpat-aBcDeFgHiJkLmNoPqRsT",
    "openai": "sk-proj-aBcDeFgHiJkLmNoPqRsTuVwX",
    "nvidia": "nvapi-aBcDeFgHiJkLmNoPqRsTuVwXyZ0123",
    "slack": "xoxb-123456789012-aBcDeFgHiJkL",
    "google": "AIzaSyA-aBcDeFgHiJkLmNoPqRsTuVwXyZ01234",
    "docker": "dckr_pat_aBcDeFgHiJkLmNoPqRsTuVwX",
    "vault": "hvs.CAESIJaBcDeFgHiJkLmNoPqRsTuVwXyZ",
    "databricks": "dapi0123456789abcdef0123456789abcdef",
    "sendgrid": "SG.aBcDeFgHiJkLmNoPqRsT.uVwXyZ0123456789",
    "cluster token": "k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8",
}
# Secrets without one, in the words that carry them.
CARRIED = {
    "basic auth": ("https://ann:{}@registry.example/v2", "tr0ub4dor"),
    "query": ("GET https://s3.amazonaws.com/b/k?X-Amz-Signature={}&X-Amz-Date=1 403", "0f1e2d3c4b5a"),
    "webhook": ("POST https://hooks.slack.com/services/{} 500", "T0AAA/B0BBB/aBcDeFgH"),
    "password": ("login failed: password={}", "correct-horse-battery"),
    "option": ("--db-password {} is refused", "staple-Battery-9"),
    "header": ("Authorization: Bearer {}", "abc.DEF-ghi"),
    "registry login": ('{{"auths": {{"x": {{"auth": "{}"}}}}}}', base64.b64encode(b"ann:tr0ub4").decode()),
    "variable": ("DB_PASSPHRASE={} is set", "purple-monkey"),
}
SAID = [*SHAPED.values(), *(text.format(secret) for text, secret in CARRIED.values())]
SECRETS = [*SHAPED.values(), *(secret for _, secret in CARRIED.values())]
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{_LINES}\n-----END RSA PRIVATE KEY-----"
# A sentence that no list of formats can know: it must not be in any kept field.
PLAIN = "the-blue-moon-rises"


def everything() -> str:
    return json.dumps([PLAIN, KEY, *SAID])


def _pod_spec(spec: dict[str, Any]) -> None:
    """Fill every field of a pod in which people write secrets."""
    text = everything()
    pair = {"name": "TOKEN", "value": text}
    action = {"exec": {"command": ["sh", "-c", text]}, "httpGet": {"httpHeaders": [pair], "path": f"/{text}"}}
    first = spec["containers"][0]
    first |= {
        "env": [pair, {"name": "X", "valueFrom": {"secretKeyRef": {"name": PLAIN, "key": PLAIN}}}],
        "envFrom": [{"secretRef": {"name": PLAIN}}],
        "lifecycle": {"preStop": action},
        "livenessProbe": action,
        "workingDir": text,
        "volumeMounts": [{"mountPath": text, "name": text, "subPathExpr": text}],
    }
    first["args"] = [*first.get("args", []), "--api-key", text, f"--token={text}", text, *SECRETS]
    first.setdefault("command", ["sh", "-c", f"export T={text}; serve"])
    extra = {"name": "extra", "image": "registry.example/x:1", "args": [text], "command": [text], "env": [pair]}
    spec["initContainers"] = [extra]
    spec["ephemeralContainers"] = [extra]
    spec["hostAliases"] = [{"ip": "10.0.0.1", "hostnames": [text]}]
    spec["imagePullSecrets"] = [{"name": PLAIN}]
    spec["volumes"] = [
        {"name": "csi", "csi": {"driver": "x", "volumeAttributes": {"password": text, "mountOptions": text}}},
        {"name": "nfs", "nfs": {"server": text, "path": text}},
        {"name": "map", "configMap": {"name": PLAIN, "items": [{"key": text, "path": text}]}},
    ]


def _metadata(owner: dict[str, Any]) -> None:
    text = everything()
    owner.setdefault("metadata", {})["annotations"] = {
        "kubectl.kubernetes.io/last-applied-configuration": text,
        "kapp.k14s.io/original": text,
        "meta.helm.sh/release-values": text,
        PLAIN: text,
    }
    owner["metadata"]["managedFields"] = [{"manager": text, "fieldsV1": {f"k:{text}": {}}}]


def plant(folder: Folder) -> None:
    """Plant every secret in every place, but plain words only where nothing is read."""
    for name in ("nodes.json", "pods.json", "daemonsets.json", "deployments.json"):
        for item in folder.items(name):
            _metadata(item)
    _kubernetes(folder)
    _amazon(folder)
    for name in ("autoscaler-log.txt", "device-plugin-log.txt"):
        folder.files[name] += "".join(f"I1120 10:00:00.0 1 x.go:1] {said}\n" for said in SAID) + KEY + "\n"
    for said in (*SAID, KEY):
        folder.items("events.json").append(
            {"kind": "Event", "metadata": {"name": "e"}, "type": "Normal", "reason": "X", "message": said, "note": said}
            | {"involvedObject": {"kind": "Secret", "name": "e", "fieldPath": PLAIN}, "reportingInstance": PLAIN}
        )


def _kubernetes(folder: Folder) -> None:
    text = everything()
    for pod in folder.items("pods.json"):
        _pod_spec(pod["spec"])
        for status in pod["status"].get("containerStatuses", ()):
            status |= {"imageID": text, "containerID": text}
            status.setdefault("lastState", {}).setdefault("terminated", {"exitCode": 0, "message": text})
    for name in ("daemonsets.json", "deployments.json"):
        for controller in folder.items(name):
            _metadata(controller["spec"]["template"])
            _pod_spec(controller["spec"]["template"]["spec"])
            controller["status"]["conditions"] = [{"type": "Available", "status": "True", "message": f"{KEY} {SAID}"}]
    for node in folder.items("nodes.json"):
        node["spec"]["configSource"] = {"configMap": {"name": text}}
        node["status"]["images"] = [{"names": [text]}]
        for condition in node["status"]["conditions"]:
            condition["message"] = f"{condition.get('message', '')} {' '.join(SAID)}"
    folder["autoscaler-status.json"]["data"] |= {"other": text}
    folder["autoscaler-status.json"]["binaryData"] = {"x": text}


def _amazon(folder: Folder) -> None:
    text = everything()
    cluster = folder["cluster.json"]["cluster"]
    cluster |= {"tags": {"token": text}, "certificateAuthority": {"data": text}, "identity": {"oidc": {"issuer": text}}}
    for name in folder.files:
        if name.startswith("nodegroup"):
            folder[name]["nodegroup"] |= {"tags": {"token": text}, "launchTemplate": {"name": text, "version": "1"}}
            folder[name]["nodegroup"]["remoteAccess"] = {"ec2SshKey": text}
        if name.startswith("addon"):
            folder[name]["addon"] |= {"configurationValues": text, "tags": {"x": text}}
    for group in folder["auto-scaling-groups.json"]["AutoScalingGroups"]:
        group["Tags"].append({"ResourceId": "x", "Key": "owner", "Value": text, "PropagateAtLaunch": True})
    for statement in folder["autoscaler-policy.json"]["PolicyDocument"]["Statement"]:
        statement["Sid"] = PLAIN
        if "Condition" in statement:
            statement["Condition"] = {"StringEquals": {"sts:ExternalId": text}}
    for activity in folder["activities.json"]["Activities"]:
        activity |= {"Cause": f"{' '.join(SAID)} {KEY}", "Details": text}
    template: dict[str, Any] = {
        "UserData": base64.b64encode(text.encode()).decode(),
        "InstanceType": "g5.xlarge",
        "KeyName": text,
    }
    template["TagSpecifications"] = [{"Tags": [{"Key": "x", "Value": text}]}]
    folder.files["launch-template.json"] = {
        "LaunchTemplateVersions": [{"LaunchTemplateId": "lt-1", "LaunchTemplateData": template}]
    }
    folder.files["subnets.json"] = {"Subnets": [{"SubnetId": "subnet-1", "Tags": [{"Key": "x", "Value": text}]}]}


def programs(tmp_path: Path, folder: Folder) -> Path:
    """A kubectl and an aws that print these files, and fail with secrets in the message for every other command."""
    answers = folder.write(tmp_path / "answers")
    ids = {one.removeprefix("nodegroup-").removesuffix(".json") for one in folder.files if one.startswith("nodegroup-")}
    names = {"nodegroup": sorted(ids), "addon": ["vpc-cni"], "activities": ["x"], "subnets": ["v"]}
    lines = []
    for one in (*commands(healthy.design()), *for_import(healthy.design())):
        each = names.get(one.file, ["lt-1"]) if one.names else [""]
        if one.names:
            lines.append(f'[ "$me $*" = "{" ".join(one.names)}" ] && {{ echo "{" ".join(each)}"; exit 0; }}')
        for name in each:
            file = answers / f"{one.file}-{name}.{one.ending}"
            file = file if file.exists() else answers / f"{one.file}.{one.ending}"
            lines.append(
                f'[ "$me $*" = "{" ".join(one.once(name))}" ] && [ -f "{file}" ] && {{ cat "{file}"; exit 0; }}'
            )
    (tmp_path / "message").write_text("\n".join([*SAID, KEY, ""]))
    for program in ("kubectl", "aws"):
        path = tmp_path / "bin" / program
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\nme={program}\n" + "\n".join(lines) + f"\ncat {tmp_path}/message >&2; exit 1\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return answers


def findings(folder: Path) -> list[tuple[str, str, str]]:
    seen = observe(from_folder(folder))
    return [(finding.id, finding.where, finding.message) for finding in examine(healthy.design(), seen)]


@pytest.mark.parametrize("case", [None, BROKEN[0], BROKEN[len(BROKEN) // 2]], ids=str)
def test_no_secret_of_any_kind_reaches_the_folder(case: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case.folder() if case else healthy.scaled_up(2)
    plant(folder)
    answers = programs(tmp_path, folder)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")

    subprocess.run(["sh", "-s", "gathered"], input=script(healthy.design()), text=True, check=True, cwd=tmp_path)

    texts = {path.name: path.read_text() for path in (tmp_path / "gathered").iterdir()}
    assert len(texts) >= 15
    planted = [*SECRETS, PLAIN, *_LINES.splitlines()]
    whole = "".join(path.read_text() for path in answers.iterdir())
    assert [one for one in planted if json.dumps(one)[1:-1] not in whole] == []
    assert [(name, one) for name, text in texts.items() for one in planted if one in text] == []
    for name, text in texts.items():
        assert not name.endswith(".json") or json.loads(text)
    assert {one[:2] for one in findings(tmp_path / "gathered")} == {one[:2] for one in findings(answers)}


def test_there_are_twenty_kinds() -> None:
    assert len({*SHAPED, *CARRIED, "private key", "plain words"}) >= 20


def test_the_explanation_names_every_kept_field() -> None:
    text = explanation()

    assert [path for path in kept() if f"  {path}\n" not in text] == []
    assert len(blanked()) >= 5
    assert "data.status" in kept()
    assert not [path for path in kept() if path in {"data.*", "PolicyDocument.*"}]
