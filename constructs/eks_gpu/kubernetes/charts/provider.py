"""The Helm provider of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import helm_provider

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
    helm_provider.HelmProvider(
        scope,
        "helm",
        kubernetes=helm_provider.HelmProviderKubernetes(
            host=known.host,
            cluster_ca_certificate=known.cluster_ca_certificate,
            token=known.token,
            exec=printed,
        ),
    )
