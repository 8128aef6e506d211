"""How long `eks-gpu check --manifests` takes for 2,000 objects, as a whole process, next to a check without them.

Prints the least and the median of several runs, and the difference between the two, all of one session.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLUSTER = ROOT / "clusters" / "noble-gpu.yaml"
RUNS, OBJECTS, SECONDS = 5, 2000, 2.0
SHAPES = 40


def main() -> int:
    """Measure; 1 when the promise of the guide is not kept."""
    command = Path(sys.executable).with_name("eks-gpu")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "many.yaml"
        file.write_text("".join(map(_deployment, range(OBJECTS))), encoding="utf-8")
        bare = _measured([str(command), "check", str(CLUSTER)])
        many = _measured([str(command), "check", str(CLUSTER), "--manifests", str(file)])
    more = many[1] - bare[1]
    print(f"without manifests   {bare[0]:.3f} s   median {bare[1]:.3f} s")
    print(f"{OBJECTS} objects        {many[0]:.3f} s   median {many[1]:.3f} s   {many[1] / bare[1]:.1f} x")
    print(f"on top of it     median {more:.3f} s   target {SECONDS} s")
    return int(more > SECONDS)


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


def _measured(command: list[str]) -> tuple[float, float]:
    times = []
    # The first run fills caches and is left out. Exit 1 reports findings, and is not a failure here.
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
        if done.returncode > 1:
            raise SystemExit(f"{command} could not run")
    return min(times[1:]), statistics.median(times[1:])


if __name__ == "__main__":
    sys.exit(main())
