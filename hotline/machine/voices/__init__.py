"""The voices of prompts that have no recording: Kokoro where it is installed, espeak-ng everywhere.

`choice` takes the one that the configuration names, `kokoro` keeps a process that speaks (`kokoro_process`),
`reading` turns a text into pinyin, `written` its figures into characters.
"""
