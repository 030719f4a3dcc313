"""`hotline models`: speech models found, fetched, put to use, taught and trained."""

from __future__ import annotations

from hotline.cli.verbs import LazyVerb, group_of

MODELS = {
    "list": LazyVerb("hotline.cli.models.list:list_models", "The catalogue and what is installed."),
    "recommended": LazyVerb(
        "hotline.cli.models.recommended:recommended", "What a machine with a network should take first."
    ),
    "show": LazyVerb(
        "hotline.cli.models.show:show", "All that is known of a model, with the source of each figure."
    ),
    "install": LazyVerb(
        "hotline.cli.models.install:install",
        "Fetch a model (goes on where it broke off), check it and put it into the store.",
    ),
    "verify": LazyVerb(
        "hotline.cli.models.verify:verify",
        "Compare every file with what was installed, load the model and decode a second of silence.",
    ),
    "use": LazyVerb(
        "hotline.cli.models.use:use", "Name the model in config.yaml; nothing else in that file changes."
    ),
    "remove": LazyVerb(
        "hotline.cli.models.remove:remove", "Delete an installed model, or what is left of its download."
    ),
    "vocabulary": LazyVerb(
        "hotline.cli.models.vocabulary:vocabulary",
        "What the model hears of the names, menu phrases and keywords in config.yaml: summary first.",
    ),
    "adapt": LazyVerb(
        "hotline.cli.models.adapt:adapt",
        "Teach the model in use the names under `vocabulary:`, and keywords it has no words for.",
    ),
    "train": LazyVerb(
        "hotline.cli.models.train:train",
        "Train a speech model for telephone Mandarin from nothing, in the form Vosk loads.",
    ),
}

models_app = group_of(
    MODELS, "Speech models: published ones, those here, the one in use. Start: `hotline models recommended`."
)
