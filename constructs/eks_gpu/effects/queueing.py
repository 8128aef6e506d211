"""Queues of namespaces and Kueue."""

from eks_gpu.effects.effect import AS_ITS_FIELDS, Edits, Effect, always, changed, entries, switched

CREATES, IN_PLACE, DELETES = Effect.CREATES, Effect.IN_PLACE, Effect.DELETES
_JUDGED = "running work stays; what waits is judged again"
_RESTARTS = "Kueue restarts; running work stays"
_LIMITS = "running work stays, and counts as borrowed above the new quota: others may stop it"

# A condition, as readers see it.
WITH_QUEUES = "with `queueing`"
IN_QUEUE = Edits(set=IN_PLACE, change=IN_PLACE, unset=IN_PLACE, why=_LIMITS)
QUEUEING = {
    "queueing": entries(
        CREATES, IN_PLACE, DELETES, "Kueue and its queues come or go; ResourceQuotas of `gpu_quota` go or come"
    ),
    "queueing.kind": Edits(why="there is one kind"),
    "queueing.version": always(IN_PLACE, "the release is upgraded; running work stays"),
    "queueing.values": entries(IN_PLACE, IN_PLACE, IN_PLACE, "the release is upgraded; running work stays"),
    "queueing.timeout": always(IN_PLACE, "the release gets a new revision; no pod restarts"),
    "queueing.cohorts": entries(IN_PLACE, IN_PLACE, IN_PLACE, _JUDGED),
    "queueing.cohorts[].name": changed(IN_PLACE, _JUDGED),
    "queueing.cohorts[].namespaces": changed(IN_PLACE, _JUDGED),
    "queueing.fair_sharing": switched(IN_PLACE, IN_PLACE, _RESTARTS),
    "queueing.preemption": AS_ITS_FIELDS,
    "queueing.preemption.reclaim": always(IN_PLACE, _JUDGED),
    "queueing.preemption.within_queue": always(IN_PLACE, _JUDGED),
    "queueing.ready_timeout": always(IN_PLACE, _RESTARTS),
    "queueing.topology": switched(IN_PLACE, IN_PLACE, "flavors of other names; running work stays where it is"),
    "namespaces[].queue": entries(IN_PLACE, IN_PLACE, IN_PLACE, _JUDGED),
    "namespaces[].queue.quotas": entries(IN_PLACE, IN_PLACE, IN_PLACE, _LIMITS),
    "namespaces[].queue.borrowing_limit": always(IN_PLACE, _LIMITS),
    "namespaces[].queue.lending_limit": always(IN_PLACE, _LIMITS),
    "namespaces[].queue.weight": always(IN_PLACE, _JUDGED),
}
