"""Callers who go to an agent of another machine, and those who come from one."""
