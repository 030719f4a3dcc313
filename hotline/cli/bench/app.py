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
        "acd": "Time of the distributor's decisions, days against first come first served, small worlds.",
        "waiting": "Whether callers are told the truth about their wait, at virtual time; minutes.",
        "desk": "Fifty desks, one a browser: words on the screen, audio after F5, tasks, memory; minutes.",
        "assist": "Articles found by messages, by letters and joined; topics; times with 100,000 articles.",
        "conversations": "Tickets, summaries, articles of conversations against what they are to bring.",
        "topics": "Surges and topics planted among real messages, EARS C2 beside, cost of a call; minutes.",
        "understanding": "Sentences by kind and part, times with up to 2,000 intents, messages by topic.",
    }.items()
}

bench_app = group_of(
    BENCHES, "Measure; every command prints tables, or JSON with `--json`. Start: `script/bench call`."
)
