"""Measurements of single parts; whole calls are measured by `hotline.bench`."""
