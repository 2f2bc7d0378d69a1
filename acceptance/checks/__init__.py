"""One tool a module; `check(paper)` returns its figures."""
