"""A second opinion on what a caller wants, from a language model that speaks OpenAI's protocol."""
