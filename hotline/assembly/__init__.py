"""Parts of the service that belong together, opened and closed together."""
