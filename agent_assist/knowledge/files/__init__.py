"""Articles as they stand in files: Markdown with front matter, lists in YAML, tables in CSV and XLSX."""
