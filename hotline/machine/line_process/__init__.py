"""Work in a child process: asked in lines of JSON, answered in lines of JSON.

`child` is what runs in it, `process` the service's hand on it, which starts it when it is needed and ends it
when it hangs; `connection` is one such process while it lives. Two use it: the administrators' page
(`hotline.administration.page.worker.job_queue`) and Kokoro's voice (`hotline.machine.voices.kokoro`).

    →  {"number": 7, "lane": "quick", "ask": {...}}
    ←  {"ready": true}  or  {"unable": "why it cannot serve"}     once, first
    ←  {"number": 7, "answer": {...}}  or  {"number": 7, "failed": "why"}

Why not a pool of `multiprocessing` or pebble: a job of theirs that hangs lives on when the service is killed
(tried with pebble 5.2.3), each of their processes does one job at a time, while the lanes here share what one
process has learned, and none of them ends an idle process.
"""
