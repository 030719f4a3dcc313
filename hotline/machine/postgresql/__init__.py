"""A PostgreSQL of our own, thrown away afterwards: for tests and benchmarks. A hotline uses one that runs."""
