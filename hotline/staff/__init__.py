"""Who works here: agents of what is live, guests for a while, their telephones and desks."""
