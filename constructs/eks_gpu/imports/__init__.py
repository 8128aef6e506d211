"""A cluster file from what other tools wrote: ClusterConfigs of eksctl, Terraform's plans and states, running clusters.

Pure: no engine, nothing is looked up. A reader for each original (`eksctl`, `plans`, `live`) fills the neutral model of
`imported`; `settled` fits it into the fields of a cluster file, `writing` writes them. An original is somebody else's
text: user data, secrets and settings that may hold one never reach the result.
"""

from eks_gpu.imports.eksctl import import_eksctl
from eks_gpu.imports.imported import Imported, NotImportableError
from eks_gpu.imports.live import import_live
from eks_gpu.imports.plans import import_plans
from eks_gpu.imports.result import Result, result_of

__all__ = [
    "Imported",
    "NotImportableError",
    "Result",
    "import_eksctl",
    "import_live",
    "import_plans",
    "result_of",
]
