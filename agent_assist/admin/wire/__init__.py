"""What the administrators' page sends and gets, as JSON (docs/admin-protocol.md)."""
