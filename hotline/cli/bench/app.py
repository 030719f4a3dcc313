"""`hotline bench`: one command for each thing that is measured."""

from __future__ import annotations

from hotline.cli.verbs import LazyVerb, group_of

BENCHES = {
    name: LazyVerb(f"hotline.cli.bench.{name}:{name}", says)
    for name, says in {
        "call": "Real calls over SIP: p50 and p95 of every moment from ring to agent.",
        "asr": "What the recogniser understands, rejects and costs.",
        "vad": "Voice detection in noise: speech missed, false starts, sentences cut, delays, cost.",
        "dialect": "Right queues with the tolerance for dialects off, wordings only, sounds only, and on.",
        "understanding": "First decisions on sentences of our own, by kind and part: right, asked, wrong.",
        "acd": "Time of the distributor's decisions, days against first come first served, small worlds.",
        "ivr": "Check, load, reload and decide with 50, 500 and 2,000 intents; messages sorted into topics.",
    }.items()
}

bench_app = group_of(
    BENCHES, "Measure; every command prints tables, or JSON with `--json`. Start: `script/bench call`."
)
