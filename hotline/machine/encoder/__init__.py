"""The sentence encoder on this machine, and vectors that are kept.

`finding` says whether it is here and loads it into a command; a service asks a process of its own (`process`,
`asking`) instead, which a library in C cannot take it down with. `kept` keeps vectors of sayings on the disk,
`making` makes those that are missing.
"""
