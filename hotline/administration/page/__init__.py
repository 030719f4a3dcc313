"""The work behind the administrators' page, most of it in a process of its own."""
