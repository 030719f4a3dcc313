"""Quality sampling: which calls are drawn, and how far two who score them agree. Pure but for `book.py`."""
