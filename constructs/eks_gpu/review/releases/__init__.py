"""Consequences of changed Helm releases that eks-gpu itself makes, whose objects no plan shows."""
