"""Guests on the supervisors' desk: invited for a while, and ended."""
