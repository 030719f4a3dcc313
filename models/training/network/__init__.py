"""The acoustic network: trained, exported."""
