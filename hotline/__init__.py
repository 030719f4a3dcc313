"""The hotline: everything that knows all of its houses.

What it says in a terminal is in the language of the terminal, as gettext finds it in LANGUAGE, LC_ALL,
LC_MESSAGES and LANG: the texts in the code are English, `cli/language/` has them in Chinese.
"""

from gettext import bindtextdomain
from pathlib import Path

bindtextdomain("messages", str(Path(__file__).parent / "cli" / "language"))
