"""Terraform's plans and states, as `terraform show -json` prints them: of any module, and of eks-gpu itself."""

from eks_gpu.imports.plans.cluster import import_plans

__all__ = ["import_plans"]
