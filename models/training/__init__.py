"""The recipe that made ``models/zh-small``; the files follow the order in which the data flows.

``phones`` -> ``text`` -> ``utterances`` -> ``voices`` -> ``channel`` -> ``features`` -> ``network`` /
``loss`` -> ``train`` -> ``kaldi_format`` / ``export`` -> ``lexicon`` -> ``language`` -> ``graph`` ->
``evaluate``; ``recipe`` runs them all.
"""
