"""Kubernetes manifests as charts render them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SHAPES = 40
# Millicores and Mebibytes that Jobs ask for: no two of some thousands ask for the same.
STEPS = 60
KINDS = {"deployments": "Deployments", "spread": "Deployments with a spread rule", "jobs": "Jobs, no two alike"}


def write(path: Path, kind: str, count: int) -> Path:
    """Write that many objects of a kind of `KINDS` into a file, and return its path."""
    one = {"deployments": _deployment, "spread": _spread, "jobs": _job}[kind]
    path.write_text("".join(map(one, range(count))), encoding="utf-8")
    return path


def _spread(number: int) -> str:
    """A Deployment whose own pods are spread over the zones."""
    rule = f"""      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels:
              app.kubernetes.io/instance: release-{number}
"""
    return _deployment(number).replace("      serviceAccountName: app\n", f"{rule}      serviceAccountName: app\n")


def _job(number: int) -> str:
    """A Job that asks for amounts of its own."""
    gpu = "\n              nvidia.com/gpu: 1" if number % 2 else ""
    return f"""---
apiVersion: batch/v1
kind: Job
metadata:
  name: job-{number}
  namespace: team-{number % 10}
spec:
  template:
    metadata:
      labels:
        job: "{number}"
    spec:
      restartPolicy: Never
      tolerations:
        - key: nvidia.com/gpu
          operator: Exists
      containers:
        - name: main
          image: "registry.example/job:{number}"
          resources:
            limits:
              memory: {256 + number // STEPS}Mi{gpu}
            requests:
              cpu: {20 + number % STEPS}m
              memory: {256 + number // STEPS}Mi
"""


def _deployment(number: int) -> str:
    """As charts render them: forty sizes, half of them without a GPU, and a preference for one zone each."""
    shape = number % SHAPES
    gpu = "\n              nvidia.com/gpu: 1" if shape % 2 else ""
    return f"""---
# Source: app/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: "app-{number}"
  namespace: team-{number % 10}
  labels:
    app.kubernetes.io/name: app
    app.kubernetes.io/instance: release-{number}
    helm.sh/chart: app-0.1.0
spec:
  replicas: 1
  selector:
    matchLabels:
      app.kubernetes.io/instance: release-{number}
  template:
    metadata:
      annotations:
        checksum/config: "{number:064x}"
      labels:
        app.kubernetes.io/instance: release-{number}
    spec:
      serviceAccountName: app
      securityContext: {{runAsNonRoot: true, fsGroup: 1000}}
      containers:
        - name: app
          image: "registry.example/app:{number}"
          args:
            - |
              python -m app \\
                --port=8000
          env:
            - name: TOKEN
              valueFrom:
                secretKeyRef:
                  name: app
                  key: token
          ports:
            - containerPort: 8000
              name: http
          resources:
            limits:
              memory: {256 + shape}Mi{gpu}
            requests:
              cpu: {20 + shape}m
              memory: {256 + shape}Mi
          readinessProbe:
            httpGet:
              path: /health
              port: http
          volumeMounts:
            - name: cache
              mountPath: /cache
      volumes:
        - name: cache
          emptyDir: {{}}
"""
