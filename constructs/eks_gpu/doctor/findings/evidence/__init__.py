"""The gathered answers: whether they can be judged at all."""
