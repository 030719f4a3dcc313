"""Help for agents as pure functions of the conversation: what it is about, what to watch, what to write down.

What only the root knows (the city's names, how numbers are read, what a sentence asks for) is handed in:
`reader.py` says what that is.
"""
