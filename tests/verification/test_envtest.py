"""The API server of envtest: how it is started, and the controllers' part that is done for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.verification.conftest import executable, object_
from tools.verification import envtest
from tools.verification.envtest import BINARIES, EnvtestError, Ports, api_server, etcd, kube_apiserver, kubeconfig

if TYPE_CHECKING:
    from tools.verification.cluster import Kubectl

PORTS, ASSETS, HOME = Ports(1001, 1002, 1003), Path("/assets"), Path("/home")


def test_everything_listens_on_the_loopback_interface_only() -> None:
    server = kube_apiserver(ASSETS, HOME, PORTS)
    urls = [one.partition("=")[2] for one in etcd(ASSETS, HOME, PORTS) if "urls=" in one]

    assert "--bind-address=127.0.0.1" in server
    assert {url.rpartition(":")[0] for url in urls} == {"http://127.0.0.1"}
    assert "--etcd-servers=http://127.0.0.1:1001" in server


def test_nothing_is_written_outside_of_its_folder() -> None:
    paths = [
        one.partition("=")[2]
        for command in (etcd(ASSETS, HOME, PORTS), kube_apiserver(ASSETS, HOME, PORTS))
        for one in command[1:]
        if one.partition("=")[2].startswith("/")
    ]

    assert paths
    assert all(Path(path).is_relative_to(HOME) for path in paths)


def test_the_kubeconfig_trusts_the_certificate_of_the_server() -> None:
    made = kubeconfig(HOME, PORTS, "secret")

    assert made["clusters"][0]["cluster"] == {
        "server": "https://127.0.0.1:1003",
        "certificate-authority": "/home/certificates/apiserver.crt",
    }
    assert made["current-context"] == made["contexts"][0]["name"] == envtest.CONTEXT


def test_a_folder_without_the_binaries_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EnvtestError, match=r"lacks etcd, kube-apiserver, kubectl.*setup-envtest"), api_server(tmp_path):
        pass


SERVER = """
import signal, sys, time
from pathlib import Path
note = Path({log!r})
def stop(*_):
    note.open("a").write(f"{{Path(sys.argv[0]).name}} stopped\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, signal.SIG_IGN)
note.open("a").write(" ".join(sys.argv) + "\\n")
time.sleep(60)
"""


@pytest.mark.process
def test_both_servers_run_for_as_long_as_the_block(tmp_path: Path) -> None:
    """Stand-ins for the three binaries are started and stopped, and no folder is left."""
    log, assets = tmp_path / "log", tmp_path / "assets"
    for name in BINARIES[:2]:
        script = tmp_path / f"{name}.py"
        script.write_text(SERVER.format(log=str(log)), encoding="utf-8")
        executable(assets / name, script)
    asked = tmp_path / "asked"
    answer = tmp_path / "answer.py"
    text = 'import sys; print(\'{"items": []}\'); open(%r, "a").write(" ".join(sys.argv[1:]) + "\\n")'
    answer.write_text(text % str(asked), encoding="utf-8")
    executable(assets / "kubectl", answer)

    with api_server(assets) as found:
        home = found.access.kubeconfig.parent
        assert json.loads(found.access.kubeconfig.read_text(encoding="utf-8"))["kind"] == "Config"
        assert (home / "service-accounts.key").read_text(encoding="ascii").startswith("-----BEGIN RSA PRIVATE KEY-----")
        assert (home / "tokens.csv").read_text(encoding="utf-8").endswith(",verify,verify,system:masters\n")
        while not log.exists() or log.read_text(encoding="utf-8").count("\n") < len(BINARIES) - 1:
            pass
    assert not home.exists()
    assert log.read_text(encoding="utf-8").count("stopped") == 2
    assert "get --raw /readyz" in asked.read_text(encoding="utf-8")


@pytest.mark.process
def test_namespaces_get_their_account_and_what_is_deleted_is_let_go(kubectl: Kubectl, answers: Path) -> None:
    going = object_("Namespace", "going", spec={"finalizers": ["kubernetes"]})
    going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    job = object_("Job", "train", "team")
    job["metadata"] |= {"deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["foregroundDeletion"]}
    for name, objects in {
        "namespaces": [object_("Namespace", "team"), object_("Namespace", "old"), going],
        "serviceaccounts": [object_("ServiceAccount", "default", "old")],
        "jobs": [job, object_("Job", "other", "team")],
    }.items():
        (answers / f"{name}.json").write_text(json.dumps(objects), encoding="utf-8")
    envtest.stand_in_once(kubectl)

    asked = [line.partition(" --context kind-verify ")[2] for line in (answers / "asked.log").read_text().splitlines()]
    done = [line for line in asked if not line.startswith("get")]
    assert done[0] == "create serviceaccount default --namespace team"
    assert done[1].startswith("replace --raw /api/v1/namespaces/going/finalize --filename ")
    assert done[2].startswith("patch job train --namespace team --type=merge")
    assert len(done) == 3
