"""Who may see, hear, export and do what at the desk: one table, asked by all of it."""
