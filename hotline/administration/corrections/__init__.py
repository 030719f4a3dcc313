"""Calls that agents say belonged elsewhere: kept, listed, and taken over as sayings by administrators."""
