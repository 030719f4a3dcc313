"""The command `hotline`: one verb a file, in rooms of what it is about.

It speaks the language of the terminal, as gettext finds it in LANGUAGE, LC_ALL, LC_MESSAGES and LANG: the
texts in the code are English, `language/` has them in Chinese. Typer's own texts come from there, too.
"""

from gettext import bindtextdomain
from pathlib import Path

bindtextdomain("messages", str(Path(__file__).parent / "language"))
