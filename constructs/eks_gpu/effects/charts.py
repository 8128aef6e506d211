"""Helm charts, and manifests that are applied."""

from eks_gpu.effects.effect import Effect, always, changed, entries, switched

NOTHING, CREATES, IN_PLACE, DELETES = Effect.NOTHING, Effect.CREATES, Effect.IN_PLACE, Effect.DELETES
_UPGRADE = "the release is upgraded; its pods restart where their template changes"
_AGAIN = "Helm cannot move a release: it is uninstalled with its objects, and installed again"
_GONE = "the objects of an uninstalled release are deleted; with definitions, every object of their kinds"
_ROLE = "its role changes; no pod restarts"

CHARTS = {
    "load_balancer_controller": entries(CREATES, IN_PLACE, DELETES, _GONE),
    "load_balancer_controller.kind": switched(DELETES, CREATES, "the release and its role are deleted or created"),
    "load_balancer_controller.version": always(IN_PLACE, _UPGRADE),
    "load_balancer_controller.values": entries(IN_PLACE, IN_PLACE, IN_PLACE, _UPGRADE),
    "load_balancer_controller.timeout": always(IN_PLACE, "the release gets a new revision; no pod restarts"),
    "charts": entries(CREATES, IN_PLACE, DELETES, _GONE),
    "charts[].name": changed(DELETES, _AGAIN),
    "charts[].repository": changed(IN_PLACE, _UPGRADE),
    "charts[].chart": changed(IN_PLACE, _UPGRADE),
    "charts[].version": changed(IN_PLACE, f"{_UPGRADE}; definitions in the chart's `crds` folder stay as they are"),
    "charts[].namespace": changed(DELETES, _AGAIN),
    "charts[].values": entries(IN_PLACE, IN_PLACE, IN_PLACE, _UPGRADE),
    "charts[].values_files": entries(IN_PLACE, IN_PLACE, IN_PLACE, _UPGRADE),
    "charts[].rendered": always(NOTHING, "only checks read the file"),
    "charts[].stack": switched(DELETES, DELETES, _AGAIN),
    "charts[].service_account": entries(CREATES, DELETES, DELETES, "its role is created or deleted; no pod restarts"),
    "charts[].service_account.name": changed(DELETES, "another account with another role"),
    "charts[].service_account.policy_arns": entries(CREATES, DELETES, DELETES, _ROLE),
    "charts[].service_account.statements": entries(CREATES, IN_PLACE, DELETES, _ROLE),
    "charts[].service_account.statements[].actions": changed(IN_PLACE, _ROLE),
    "charts[].service_account.statements[].resources": changed(IN_PLACE, _ROLE),
    "charts[].service_account.statements[].effect": always(IN_PLACE, _ROLE),
    "charts[].service_account.statements[].conditions": always(IN_PLACE, _ROLE),
    "charts[].wait": switched(IN_PLACE, IN_PLACE, "the release gets a new revision; no pod restarts"),
    "charts[].timeout": always(IN_PLACE, "the release gets a new revision; no pod restarts"),
    "charts[].atomic": switched(IN_PLACE, IN_PLACE, "the release gets a new revision; no pod restarts"),
    "charts[].skip_crds": switched(IN_PLACE, IN_PLACE, "only a later installation differs"),
    "manifests": entries(CREATES, IN_PLACE, DELETES, _GONE),
    "manifests[].name": changed(DELETES, _AGAIN),
    "manifests[].files": changed(IN_PLACE, "objects are created, changed and deleted, as the files say"),
    "manifests[].apply": switched(CREATES, DELETES, _GONE),
    "manifests[].namespace": always(DELETES, _AGAIN),
    "manifests[].stack": switched(DELETES, DELETES, _AGAIN),
    "manifests[].wait": switched(IN_PLACE, IN_PLACE, "the release gets a new revision; no pod restarts"),
    "manifests[].timeout": always(IN_PLACE, "the release gets a new revision; no pod restarts"),
}
