"""Kubernetes objects, made from a design; no decision is taken here."""
