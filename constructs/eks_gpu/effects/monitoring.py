"""What is watched."""

from eks_gpu.effects.effect import AS_ITS_FIELDS, Effect, always, entries, switched

CREATES, IN_PLACE, DELETES = Effect.CREATES, Effect.IN_PLACE, Effect.DELETES

MONITORING = {
    "monitoring": AS_ITS_FIELDS,
    "monitoring.dcgm_exporter": switched(CREATES, DELETES, "a pod on every GPU node"),
    "monitoring.profiling": switched(IN_PLACE, IN_PLACE, "the exporter's pods restart"),
    "monitoring.cloudwatch": switched(CREATES, Effect.LOSES_DATA, "30 days of events are in the log group"),
    "monitoring.alarm_topics": entries(
        CREATES, IN_PLACE, DELETES, "the first topic creates the alarms, the last deletes them"
    ),
    "monitoring.alerts": AS_ITS_FIELDS,
    "monitoring.alerts.idle_percent": always(
        IN_PLACE, "thresholds of the CloudWatch alarms; print Prometheus rules again"
    ),
    "monitoring.alerts.idle_for": always(IN_PLACE, "periods of the CloudWatch alarms; print Prometheus rules again"),
    "monitoring.alerts.pending_for": always(IN_PLACE, "periods of the CloudWatch alarms; print Prometheus rules again"),
}
