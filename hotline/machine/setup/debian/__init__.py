"""Programs from Debian's packages, fetched and unpacked beside the project."""
