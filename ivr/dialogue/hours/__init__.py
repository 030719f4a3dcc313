"""Opening hours, holidays, announcements."""
