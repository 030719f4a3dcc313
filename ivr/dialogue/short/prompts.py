"""Every sentence of the short conversations beside the usual one, so that it can be recorded."""

from __future__ import annotations

from ivr.settings.settings import IvrSettings


def short_prompts(settings: IvrSettings) -> tuple[str, ...]:
    """In the order of the conversations; not what reads an answer back."""
    return (
        *_called_back(settings),
        *_rated(settings),
        *_followed_up(settings),
        *_messages(settings),
        *_progress(settings),
    )


def _called_back(settings: IvrSettings) -> tuple[str, ...]:
    """What is said about call-backs, and in them."""
    prompts = settings.callbacks.prompts
    if not settings.callbacks.enabled:
        return ()
    return (
        prompts.offer,
        settings.dialogue.prompts.own_number,
        prompts.number,
        prompts.number_again,
        prompts.kept,
        prompts.impossible,
        prompts.waits,
        prompts.called,
        prompts.missed,
        prompts.connecting,
        prompts.cancelled,
    )


def _rated(settings: IvrSettings) -> tuple[str, ...]:
    """What is asked after a talk."""
    prompts = settings.satisfaction.prompts
    return (prompts.ask, prompts.again, prompts.why, prompts.thanks) if settings.satisfaction.enabled else ()


def _followed_up(settings: IvrSettings) -> tuple[str, ...]:
    """What is said in follow-up calls; not what a list says of its citizens."""
    own, prompts = settings.followups, settings.followups.prompts
    if not own.enabled:
        return ()
    asked = (question.prompt for questions in own.questions.values() for question in questions)
    ends = (prompts.thanks, prompts.declined, prompts.never, prompts.wrong_person, prompts.connecting)
    return (prompts.called, prompts.again, *asked, *ends)


def _messages(settings: IvrSettings) -> tuple[str, ...]:
    """What callers hear who may leave a message, but for what reads it back and says its number."""
    prompts = settings.cases.prompts
    if not (settings.cases.enabled and settings.cases.messages):
        return ()
    return (
        *(prompts.offer, prompts.nobody, prompts.what, prompts.what_again),
        *(prompts.where, prompts.where_again, prompts.when, prompts.number, prompts.number_again),
        *(settings.dialogue.prompts.own_number, prompts.secret, prompts.which),
        *(prompts.goodbye, prompts.goodbye_other, prompts.impossible, prompts.waits),
    )


def _progress(settings: IvrSettings) -> tuple[str, ...]:
    """What callers hear who ask how a case stands, but for the answer."""
    cases, prompts = settings.cases, settings.cases.prompts
    if not cases.enabled or cases.progress is None:
        return ()
    return prompts.which_case, prompts.its_telephone, prompts.not_found, settings.dialogue.prompts.want_human
