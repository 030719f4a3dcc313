"""What only some installations want: the page's build, a browser, voices, training."""
