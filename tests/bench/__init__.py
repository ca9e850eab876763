"""``python -m tests.bench``: the budgets, measured on real servers over loaded databases. Written up in docs/performance.md."""
