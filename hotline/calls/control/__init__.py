"""What an agent does with a call that runs: hold, mute."""
