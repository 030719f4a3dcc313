"""What is done with a configuration that is not live: checked, tried, tested, compared, taught. Blocking."""
