"""Set-up of the project inside its checkout: programs, web app, and where each of them is found.

`python -m hotline.machine.setup` is called by `script/setup` once the virtual environment exists. Other
houses only use `hotline.machine.setup.runtime`, which says how to start a program.
"""
