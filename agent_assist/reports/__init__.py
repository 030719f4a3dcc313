"""Reports of days, weeks and months, for those who oversee."""
