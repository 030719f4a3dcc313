"""Words in config.yaml: prompts with placeholders, sayings with brackets."""
