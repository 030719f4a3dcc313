"""Numbers, telephones among them, and what may have been misheard in one."""
