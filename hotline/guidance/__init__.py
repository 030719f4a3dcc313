"""What guides a call: understanding, names, recognisers, a second opinion; replaced as a whole."""
