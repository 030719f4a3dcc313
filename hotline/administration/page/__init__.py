"""The administrators' page, from the service's side (agent_assist.admin.port.Administration).

`admin_service.py` does the verbs (`agent_assist.admin.verbs`). What takes time runs in a process of its
own, with low priority: `worker.py` is that process, `job_queue.py` the service's hand on it, `jobs.py` the
table of what it does: `checking.py` (with `graph.py`), `trying.py`, `testing.py`, `whatif.py`.
`generation_files.py` is what is live and how it changes.
"""
