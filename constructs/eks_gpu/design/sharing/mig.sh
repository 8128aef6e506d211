#!/bin/bash
# Cuts the GPUs of this node by MIG at every boot, before kubelet starts; made by eks-gpu.
#
# As user data it runs once, installs itself as a service and starts that. Parts are gone after every boot, and the
# mode too since Hopper, so the service runs each time. kubelet requires it: a node whose GPUs are not as declared
# must not join and offer whole ones. What it says is in the journal and on the console (EC2, "Get system log").
set -o errexit -o nounset -o pipefail

readonly LAYOUT='@LAYOUT@'
readonly PARTS='@PARTS@'
readonly SELF=/usr/local/sbin/eks-gpu-mig
readonly REBOOTED=/var/lib/eks-gpu-mig.rebooted

say() { echo "eks-gpu-mig: $*"; }

fail() {
  say "$*"
  exit 1
}

# Whether MIG is on, on every GPU. A GPU that cannot be asked is an error, not a no.
enabled() {
  local modes
  modes=$(nvidia-smi --query-gpu=mig.mode.current --format=csv,noheader) || fail "nvidia-smi finds no GPU"
  [[ -n $modes ]] || fail "nvidia-smi names no GPU"
  ! grep --quiet --invert-match --line-regexp 'Enabled' <<<"$modes"
}

# Hopper and later change at once. Ampere takes a reset, which a virtual machine cannot always do while NVIDIA's own
# services hold the GPU; it keeps the mode over a reboot, and one reboot is enough.
turn_on() {
  if enabled; then
    return
  fi
  nvidia-smi -mig 1 || say "MIG waits for a reset of the GPU"
  if enabled; then
    return
  fi
  [[ ! -e $REBOOTED ]] || fail "MIG is still off after a reboot"
  touch "$REBOOTED"
  say "rebooting once, for MIG to come on"
  systemctl reboot
  # Nothing may go on meanwhile; the shutdown ends this.
  sleep infinity
}

parts() { nvidia-smi -L | grep --count --extended-regexp '^[[:space:]]+MIG ' || true; }

partition() {
  local found
  # Started by hand on a node at work, it must not take parts away from pods.
  found=$(parts)
  if [[ $found != "$PARTS" ]]; then
    # Nothing runs on a GPU yet. Where there is nothing to remove, removing fails.
    nvidia-smi mig -dci >/dev/null || true
    nvidia-smi mig -dgi >/dev/null || true
    nvidia-smi mig -cgi "$LAYOUT" -C || fail "cannot cut into $LAYOUT"
    found=$(parts)
  fi
  [[ $found == "$PARTS" ]] || fail "$PARTS parts were to be made, and there are $found"
  say "$PARTS parts: $LAYOUT on every GPU"
}

# The container toolkit describes devices in a file, where it has this service; made before the cut, it is stale.
refresh() {
  if systemctl cat nvidia-cdi-refresh.service >/dev/null 2>&1; then
    systemctl restart nvidia-cdi-refresh.service || say "the description of devices for containers is stale"
  fi
}

apply() {
  # Without it the driver forgets mode and parts as soon as nobody uses a GPU.
  nvidia-smi -pm 1 >/dev/null || say "persistence mode stays as it is"
  turn_on
  partition
  rm --force "$REBOOTED"
  refresh
}

install_service() {
  install --mode=0755 "$0" "$SELF"
  cat >/etc/systemd/system/eks-gpu-mig.service <<UNIT
[Unit]
Description=Cut the GPUs of this node by MIG
Wants=nvidia-kmod-load.service
After=nvidia-kmod-load.service nvidia-persistenced.service nvidia-fabricmanager.service set-nvidia-clocks.service
Before=kubelet.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=$SELF apply
TimeoutStartSec=600
StandardOutput=journal+console
StandardError=journal+console

[Install]
WantedBy=multi-user.target
UNIT
  install --directory /etc/systemd/system/kubelet.service.d
  cat >/etc/systemd/system/kubelet.service.d/50-eks-gpu-mig.conf <<'UNIT'
[Unit]
Requires=eks-gpu-mig.service
After=eks-gpu-mig.service
UNIT
  systemctl daemon-reload
  systemctl enable eks-gpu-mig.service
  systemctl start eks-gpu-mig.service
}

case ${1:-install} in
  install) install_service ;;
  apply) apply ;;
  *) fail "install or apply, not $1" ;;
esac
