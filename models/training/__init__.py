"""The recipe that made ``models/zh-small``, in rooms; the data flows through their files in this order.

``language/`` (``phones``, ``text``) -> ``speech/`` (``utterances``, ``voices``) -> ``sound/`` (``channel``,
``features``) -> ``network/`` (``network``, ``loss``, ``train``, ``export``) -> ``language/`` (``lexicon``,
``language``) -> ``graph/`` (``kaldi_format``, ``graph``) -> ``evaluate``; ``recipe`` runs them all.
"""
