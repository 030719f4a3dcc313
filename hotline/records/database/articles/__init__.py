"""What agents think of articles and which they use, in the records' database."""
