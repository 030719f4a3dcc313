"""Citizens who are called back: the book of them, and one such call."""
