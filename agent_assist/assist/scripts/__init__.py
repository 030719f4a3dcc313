"""Words for agents (话术), for the step that the talk is in."""
