"""Failures in the words of people: their sentences, and the phrases of a symptom."""
