"""The life of one call: one owner task (`session`) and its three phases."""
