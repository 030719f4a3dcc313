"""What ships for deployment: each file by the program that reads it, and all of it against ourselves."""
