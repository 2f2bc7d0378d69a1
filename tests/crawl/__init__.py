"""Prove that a refactoring changes no public answer: record all of them before and after, and compare."""
