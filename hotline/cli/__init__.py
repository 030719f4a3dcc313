"""The command `hotline`: one verb a file, in rooms of what it is about; in `language/` Typer's texts, too."""
