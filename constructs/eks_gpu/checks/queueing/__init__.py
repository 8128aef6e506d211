"""Rules about queues: who waits where, and whether what waits can ever run."""
