"""An API server of envtest's binaries on the loopback interface, for as long as a block runs.

envtest ships etcd, kube-apiserver and kubectl, and no controllers. Nothing schedules pods, and the stacks do not wait
for pods. Three things that controllers do are waited for, so a thread stands in for them: a namespace gets its default
service account, and what is deleted with a finalizer is let go.
"""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.verification.cluster import Kubectl, KubectlError
from tools.verification.copies import Access

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARIES = ("etcd", "kube-apiserver", "kubectl")
CONTEXT = "envtest"
_READY_SECONDS, _POLL_SECONDS, _STOP_SECONDS = 60, 0.5, 20
# Kinds that are deleted with a finalizer: `kubernetes` of namespaces, `foregroundDeletion` of whatever has pods,
# `kubernetes.io/pvc-protection` and `pv-protection` of claims and volumes.
_FINALIZED = "jobs,cronjobs,deployments,statefulsets,daemonsets,persistentvolumeclaims,persistentvolumes,services"


class EnvtestError(Exception):
    """The API server did not start."""


@dataclass(frozen=True)
class Ports:
    """Free ports of the loopback interface."""

    client: int
    peer: int
    api: int


@contextmanager
def api_server(assets: Path) -> Iterator[Kubectl]:
    """Start etcd and an API server, and stop them.

    Args:
        assets: The folder in KUBEBUILDER_ASSETS.

    Raises:
        EnvtestError: A binary is missing, or the API server does not become ready within a minute.
    """
    if missing := [name for name in BINARIES if not (assets / name).is_file()]:
        raise EnvtestError(f"{assets} lacks {', '.join(missing)}: set KUBEBUILDER_ASSETS to what setup-envtest prints")
    with tempfile.TemporaryDirectory(prefix="eks-gpu-envtest-") as name, ExitStack() as stack:
        home, ports = Path(name), Ports(*_free_ports(3))
        token = secrets.token_hex(16)
        _write_credentials(home, token)
        for command in (etcd(assets, home, ports), kube_apiserver(assets, home, ports)):
            stack.enter_context(_running(command, home / f"{Path(command[0]).name}.log"))
        kubectl = Kubectl(str(assets / "kubectl"), Access(home / "kubeconfig", CONTEXT))
        kubectl.access.kubeconfig.write_text(json.dumps(kubeconfig(home, ports, token)), encoding="utf-8")
        _wait(kubectl, home)
        stack.enter_context(_stand_in(kubectl))
        yield kubectl


def etcd(assets: Path, home: Path, ports: Ports) -> list[str]:
    """The command of etcd."""
    client = f"http://127.0.0.1:{ports.client}"
    return [
        str(assets / "etcd"),
        f"--data-dir={home / 'etcd'}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls=http://127.0.0.1:{ports.peer}",
        "--unsafe-no-fsync",
    ]


def kube_apiserver(assets: Path, home: Path, ports: Ports) -> list[str]:
    """The command of the API server, which makes itself a certificate for 127.0.0.1."""
    key = home / "service-accounts.key"
    return [
        str(assets / "kube-apiserver"),
        f"--etcd-servers=http://127.0.0.1:{ports.client}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        f"--secure-port={ports.api}",
        f"--cert-dir={home / 'certificates'}",
        f"--token-auth-file={home / 'tokens.csv'}",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://127.0.0.1/",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--allow-privileged=true",
        # Without controllers nobody creates the account that it wants for each pod.
        "--disable-admission-plugins=ServiceAccount",
    ]


def kubeconfig(home: Path, ports: Ports, token: str) -> dict[str, Any]:
    """A kubeconfig, as JSON, which is YAML."""
    cluster = {
        "server": f"https://127.0.0.1:{ports.api}",
        "certificate-authority": str(home / "certificates" / "apiserver.crt"),
    }
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": CONTEXT, "cluster": cluster}],
        "users": [{"name": CONTEXT, "user": {"token": token}}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
        "current-context": CONTEXT,
    }


def _write_credentials(home: Path, token: str) -> None:
    # Comes with the development dependencies (moto), and is needed here only.
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    (home / "service-accounts.key").write_bytes(key)
    (home / "tokens.csv").write_text(f"{token},verify,verify,system:masters\n", encoding="utf-8")


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [socket.getsockname()[1] for socket in sockets]


@contextmanager
def _running(command: list[str], log: Path) -> Iterator[None]:
    """Run a server in a session of its own: a Ctrl-C must not stop it before Terraform has destroyed its objects."""
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(kubectl: Kubectl, home: Path) -> None:
    end = time.monotonic() + _READY_SECONDS
    while True:
        try:
            kubectl.run("get", "--raw", "/readyz")
            kubectl.run("get", "namespace", "default")
        except KubectlError as error:
            if time.monotonic() > end:
                log = (home / "kube-apiserver.log").read_text(encoding="utf-8", errors="replace")[-2000:]
                raise EnvtestError(
                    f"the API server is not ready after {_READY_SECONDS} seconds: {error}\n{log}"
                ) from None
            time.sleep(_POLL_SECONDS)
        else:
            return


@contextmanager
def _stand_in(kubectl: Kubectl) -> Iterator[None]:
    """Do the controllers' part until the block ends."""
    done = threading.Event()

    def work() -> None:
        while not done.wait(_POLL_SECONDS):
            # The server may be busy; there is a next time.
            with suppress(KubectlError):
                stand_in_once(kubectl)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(_STOP_SECONDS)


def stand_in_once(kubectl: Kubectl) -> None:
    """Create missing default service accounts, and let go of what is being deleted.

    An object that has changed or gone in between keeps none of the others waiting.
    """
    spaces = kubectl.json("get", "namespaces")["items"]
    accounts = {one.namespace for one in kubectl.objects("serviceaccounts") if one.name == "default"}
    for one in spaces:
        name, terminating = one["metadata"]["name"], "deletionTimestamp" in one["metadata"]
        if terminating:
            one["spec"]["finalizers"] = []
            with suppress(KubectlError):
                _replace(kubectl, f"/api/v1/namespaces/{name}/finalize", one)
        elif name not in accounts:
            with suppress(KubectlError):
                kubectl.run("create", "serviceaccount", "default", "--namespace", name)
    for item in kubectl.json("get", _FINALIZED, "--all-namespaces")["items"]:
        metadata = item["metadata"]
        if "deletionTimestamp" in metadata and metadata.get("finalizers"):
            space = ["--namespace", metadata["namespace"]] if "namespace" in metadata else []
            patch = '{"metadata":{"finalizers":null}}'
            with suppress(KubectlError):
                kubectl.run("patch", item["kind"].lower(), metadata["name"], *space, "--type=merge", f"--patch={patch}")


def _replace(kubectl: Kubectl, path: str, body: dict[str, Any]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(body, file)
        file.flush()
        kubectl.run("replace", "--raw", path, "--filename", file.name)
