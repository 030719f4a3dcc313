"""The administrators' page, from the service's side (agent_assist.administration_port.Administration).

What takes time runs in a process of its own, with low priority: `worker.py` is that process, `workshop.py`
the service's hand on it. Its jobs: `checking.py` (with `graph.py`), `trying.py`,
`testing.py`, `whatif.py`. `publishing.py` is what is live and how it changes; `office.py` puts all together.
"""
