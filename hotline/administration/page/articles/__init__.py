"""Articles for the page: listed, checked, imported, published; in the worker process, which reads 100,000."""
