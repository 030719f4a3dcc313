"""Cases to other systems: signed webhooks that lose nothing, and Open311 for reading."""
