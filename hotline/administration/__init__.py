"""The administrators' page, from the service's side (agent_assist.admin.port.Administration).

What takes time runs in a process of its own, with low priority: `worker.py` is that process, `job_queue.py`
the service's hand on it. Its jobs: `checking.py` (with `graph.py`), `trying.py`, `testing.py`, `whatif.py`.
`generation_files.py` is what is live and how it changes; `admin_service.py` puts all together.
"""
