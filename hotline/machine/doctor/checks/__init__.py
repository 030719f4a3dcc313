"""What is looked at, a file a part: plain values in, a `Finding` out."""
