"""What the administrators' page asks for."""
