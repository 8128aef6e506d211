"""The engines that can write the Terraform, and the one that is used; see docs/decisions/0024-two-engines.md."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "EKS_GPU_ENGINE"


@dataclass(frozen=True)
class Engine:
    """An engine with its provider packages.

    Attributes:
        name: Its Python package, and the extra of eks-gpu that installs it.
        aws: Python package of the AWS bindings.
        kubernetes: Python package of the Kubernetes bindings.
        helm: Python package of the Helm bindings.
        scope: Scope of these packages in npm, which begins the names of their jsii assemblies.
    """

    name: str
    aws: str
    kubernetes: str
    helm: str
    scope: str

    @property
    def packages(self) -> tuple[str, ...]:
        """Everything that has to be installed."""
        return (self.name, self.aws, self.kubernetes, self.helm)

    @property
    def missing(self) -> tuple[str, ...]:
        """The packages that are not installed; none of them is imported for the answer."""
        return tuple(package for package in self.packages if not _is_installed(package))

    @property
    def assemblies(self) -> Mapping[str, str]:
        """The jsii assembly of each provider package."""
        providers = {self.aws: "aws", self.kubernetes: "kubernetes", self.helm: "helm"}
        return {package: f"{self.scope}/provider-{name}" for package, name in providers.items()}


# In the order in which they are chosen when both are installed.
ENGINES = (
    Engine(
        "cdktf",
        "cdktf_cdktf_provider_aws",
        "cdktf_cdktf_provider_kubernetes",
        "cdktf_cdktf_provider_helm",
        "@cdktf",
    ),
    Engine("cdktn", "cdktn_provider_aws", "cdktn_provider_kubernetes", "cdktn_provider_helm", "@cdktn"),
)


class EngineError(ImportError):
    """No engine can be used.

    Attributes:
        reason: Why, in a sentence.
        fix: The line to type.
    """

    def __init__(self, reason: str, fix: str) -> None:
        """Keep both parts; together they are the message."""
        super().__init__(f"{reason}; {fix}")
        self.reason = reason
        self.fix = fix


def chosen(environment: Mapping[str, str]) -> Engine:
    """The engine that EKS_GPU_ENGINE names, else the first one that is installed completely.

    Raises:
        EngineError: The named engine does not exist or is not installed, or no engine is installed.
    """
    named = environment.get(VARIABLE)
    if named:
        engine = next((engine for engine in ENGINES if engine.name == named), None)
        if engine is None:
            names = " and ".join(engine.name for engine in ENGINES)
            reason = f"{VARIABLE} is '{printable(named)}', which is not an engine; the engines are {names}"
            raise EngineError(reason, f"export {VARIABLE}={ENGINES[0].name}, or unset {VARIABLE}")
        if engine.missing:
            raise EngineError(f"{VARIABLE} is {named}, and {_lacks(engine)}", install_line(engine))
        return engine
    engine = next((engine for engine in ENGINES if not engine.missing), None)
    if engine is None:
        partial = next((engine for engine in ENGINES if len(engine.missing) < len(engine.packages)), None)
        reason = _lacks(partial) if partial else "no engine is installed, and only an engine can write Terraform"
        raise EngineError(reason, install_line(partial or ENGINES[0]))
    return engine


def install_line(engine: Engine) -> str:
    """The line that installs an engine."""
    return f"pip install 'eks-gpu[{engine.name}]'"


def _lacks(engine: Engine) -> str:
    missing = engine.missing
    if len(missing) == len(engine.packages):
        return f"the engine {engine.name} is not installed"
    verb = "is" if len(missing) == 1 else "are"
    return f"the engine {engine.name} is not complete: {_joined(missing)} {verb} missing"


def _joined(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _is_installed(package: str) -> bool:
    """Whether a package can be imported; a folder of that name without an `__init__.py` is not the package."""
    spec = importlib.util.find_spec(package)
    return spec is not None and spec.loader is not None and spec.origin is not None
