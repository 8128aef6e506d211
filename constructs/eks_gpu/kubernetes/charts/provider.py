"""The Helm provider of a stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.bindings import helm_provider
from eks_gpu.hcl import is_hcl_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import Construct, kubernetes_provider

EXEC_API = "client.authentication.k8s.io/v1beta1"


def add_helm(scope: Construct, known: kubernetes_provider.KubernetesProvider, command: Sequence[str]) -> None:
    """Add the provider, which reaches the cluster exactly as the Kubernetes provider does.

    Args:
        scope: The stack.
        known: The Kubernetes provider.
        command: Command that prints a token; empty if the Kubernetes provider has one.
    """
    printed = (
        helm_provider.HelmProviderKubernetesExec(api_version=EXEC_API, command=command[0], args=command[1:])
        if command
        else None
    )
    settings = helm_provider.HelmProviderKubernetes(
        host=known.host, cluster_ca_certificate=known.cluster_ca_certificate, token=known.token, exec=printed
    )
    if not is_hcl_output():
        helm_provider.HelmProvider(scope, "helm", kubernetes=settings)
        return
    # The engine renders a block, and since version 3 of the provider this is an attribute; JSON has one form for both.
    # The host is a reference that the engine writes without quotes inside of an expression; the others are texts.
    parts = {"host": known.host, "cluster_ca_certificate": json.dumps(known.cluster_ca_certificate)}
    if known.token:
        parts["token"] = json.dumps(known.token)
    if command:
        printed_by = {"api_version": EXEC_API, "command": command[0], "args": command[1:]}
        parts["exec"] = json.dumps(printed_by)
    given = ", ".join(f"{name} = {value}" for name, value in parts.items())
    helm_provider.HelmProvider(scope, "helm").add_override("kubernetes", f"${{{{{given}}}}}")
