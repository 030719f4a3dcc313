"""The command `hotline`: its verbs, and where each of them is."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from hotline.cli.verbs import LazyVerb, group_of

VERBS = {
    "run": LazyVerb(
        "hotline.cli.service.run:run",
        "Start everything (Asterisk and the service) and keep it running; Ctrl-C stops in order.",
    ),
    "serve": LazyVerb(
        "hotline.cli.service.serve:serve",
        "The service alone, on an Asterisk that runs already. `hotline run` calls this.",
    ),
    "stop": LazyVerb(
        "hotline.cli.service.stop:stop",
        "Stop everything that runs on this state folder: service and Asterisk.",
    ),
    "drain": LazyVerb(
        "hotline.cli.nodes.drain:drain",
        "Take no new calls on this machine: they are answered 503, those that are there go on to their end.",
    ),
    "nodes": LazyVerb(
        "hotline.cli.nodes.nodes:nodes",
        "The machines of this hotline: which runs, drains, stopped or is lost, and how many calls each has.",
    ),
    "phones": LazyVerb(
        "hotline.cli.service.phones:phones",
        "Print the SIP accounts: what to type into Linphone, MicroSIP, Zoiper or a desk phone.",
    ),
    "desk": LazyVerb(
        "hotline.cli.service.desk:desk_app", "The desk: the authority that agents' browsers are to trust."
    ),
    "password": LazyVerb(
        "hotline.cli.service.password:password", "Give an agent a new random desk password and print it once."
    ),
    "doctor": LazyVerb(
        "hotline.cli.service.doctor:doctor",
        "Check every part of this machine and say how to mend what is wrong.",
    ),
    "broker-acl": LazyVerb(
        "hotline.cli.service.broker_acl:broker_acl",
        "Print the ACL file for Mosquitto: the service and those you name, each with the topics it needs.",
    ),
    "backup": LazyVerb(
        "hotline.cli.service.backup:backup",
        "Put all that must not be lost into one file, while calls go on: records, recordings, "
        "accounts, keys.",
    ),
    "restore": LazyVerb(
        "hotline.cli.service.restore:restore",
        "Make an instance of a backup: on a new machine, or where everything was lost. Nothing is written "
        "over.",
    ),
    "move-records": LazyVerb(
        "hotline.cli.service.move_records:move_records",
        "Copy the records into another, empty database: from the file to a PostgreSQL, or back.",
    ),
    "check": LazyVerb(
        "hotline.cli.configuration.check:check",
        "Check config.yaml before a caller hears it. Every finding has file:line:column and what to do.",
    ),
    "test": LazyVerb(
        "hotline.cli.configuration.test:run_tests",
        "Run the tests of your configuration: sentences, whole conversations, recordings.",
    ),
    "publish": LazyVerb(
        "hotline.cli.configuration.publish:publish",
        "Check, test and make config.yaml live: new calls get it at once, running calls keep what they have.",
    ),
    "rollback": LazyVerb(
        "hotline.cli.configuration.rollback:rollback",
        "Make an earlier generation live again, in a second; one rollback after another goes further back.",
    ),
    "history": LazyVerb(
        "hotline.cli.configuration.history:history",
        "Who made which configuration live, when and why; the newest first.",
    ),
    "diff": LazyVerb(
        "hotline.cli.configuration.diff:diff",
        "What is different between two generations, or between the live one and config.yaml.",
    ),
    "knowledge": LazyVerb(
        "hotline.cli.knowledge.app:knowledge_app",
        "Articles for agents: listed, checked, imported, published, taken back.",
    ),
    "simulate": LazyVerb(
        "hotline.cli.calls.simulate:simulate",
        "Try the conversation without a telephone: typed, spoken, from `--text`, from files or recordings.",
    ),
    "replay": LazyVerb(
        "hotline.cli.calls.replay:replay",
        "What your latest real calls would have come to with config.yaml as it is now.",
    ),
    "assist": LazyVerb(
        "hotline.cli.calls.assist:assist",
        "What a conversation brings an agent: articles, ticket, risks, quality, a summary.",
    ),
    "transcribe": LazyVerb(
        "hotline.cli.calls.transcribe:transcribe",
        "Write down what recordings say, with the configured recogniser.",
    ),
    "listen": LazyVerb(
        "hotline.cli.calls.listen:listen",
        "Show why a recording was misheard: where speech was found, what each pass read, what is doubtful.",
    ),
    "recogniser": LazyVerb(
        "hotline.cli.calls.recogniser:recogniser",
        "Recognise for other machines: serve a model over WebSocket in vosk-server's protocol.",
    ),
    "queues": LazyVerb(
        "hotline.cli.figures.queues:queues",
        "Show how the queues do today, live: calls, service levels, waits; Ctrl-C ends it.",
    ),
    "wrapups": LazyVerb(
        "hotline.cli.figures.wrap_ups:wrapups",
        "Count what agents said came of today's calls, by code; `--csv` has each call with its note.",
    ),
    "forecast": LazyVerb(
        "hotline.cli.figures.forecast:forecast",
        "Agents that each queue needs by half hour, from past calls or a file, by Erlang A.",
    ),
    "capacity": LazyVerb(
        "hotline.cli.figures.capacity:capacity",
        "Machines for so many calls: cores, memory, recognisers, ports, database, broker.",
    ),
    "reports": LazyVerb(
        "hotline.cli.figures.reports:reports",
        "A report of a day, a week or a month: page, CSV, XLSX, PDF or JSON; `--public` is for everybody.",
    ),
    "topics": LazyVerb(
        "hotline.cli.lists.topics:topics_app",
        "What the city calls about, what is more than usual; naming, merging, pinning, hiding a topic.",
    ),
    "announcements": LazyVerb(
        "hotline.cli.lists.announcements:announcements_app",
        "What callers of a matter and district are told, made of warnings at the desk; ending it.",
    ),
    "corrections": LazyVerb(
        "hotline.cli.lists.corrections:corrections_app",
        "Calls of which agents say that they belonged elsewhere.",
    ),
    "guests": LazyVerb(
        "hotline.cli.lists.guests:guests_app",
        "Guests: officials and experts who take calls until a set time.",
    ),
    "screening": LazyVerb(
        "hotline.cli.lists.screening:screening_app",
        "Nuisance callers: what agents propose, who is on the grey or black list.",
    ),
    "callbacks": LazyVerb(
        "hotline.cli.lists.callbacks:callbacks_app",
        "Citizens who are to be called back: who waits for it, how it went, taking one back.",
    ),
    "followups": LazyVerb(
        "hotline.cli.lists.followups:followups_app",
        "Citizens who are called and asked how it was: a list added, who is next, what they said.",
    ),
    "cases": LazyVerb(
        "hotline.cli.cases.app:cases_app",
        "Cases: what citizens want done, how each stands, closing one, all of them as CSV or XLSX.",
    ),
    "persons": LazyVerb(
        "hotline.cli.lists.persons:persons_app",
        "What is kept of a person: all of it handed over, or deleted, on request.",
    ),
    "audit": LazyVerb(
        "hotline.cli.lists.audit:audit",
        "Check the traces of who saw, heard, changed or deleted what: none changed, added or taken away "
        "unseen.",
    ),
    "deliveries": LazyVerb(
        "hotline.cli.lists.deliveries:deliveries_app",
        "Cases on their way to other systems: what waits, what could not be delivered, trying again.",
    ),
    "recordings": LazyVerb(
        "hotline.cli.lists.recordings:recordings_app",
        "Recordings of calls: which there are, where a file lies, deleting those of one call.",
    ),
    "dialect": LazyVerb(
        "hotline.cli.lists.dialect:dialect_app",
        "Dialects: which tables there are, and what they make of a sentence.",
    ),
    "models": LazyVerb(
        "hotline.cli.models.app:models_app",
        "Speech models: published ones, those here, the one in use. Start: `hotline models recommended`.",
    ),
    "bench": LazyVerb(
        "hotline.cli.bench.app:bench_app",
        "Measure; every command prints tables, or JSON with `--json`. Start: `script/bench call`.",
    ),
}
"""In the order in which somebody meets them."""


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hotline {version('hotline-12345')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None: ...


app = group_of(
    VERBS,
    "The voice channel of a 12345 hotline. Start: `hotline run`; see a call: `hotline run --demo`.",
    completion=True,
    options=_options,
)


def main() -> None:
    app()
