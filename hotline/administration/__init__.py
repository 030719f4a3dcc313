"""What administrators do beside writing `config.yaml`, a room each.

The page's work (`page`), corrections by agents made into sayings (`corrections`), tests of a configuration
(`configuration_tests`), calls without a telephone (`simulation`), past calls decided again (`replay`), speech
models tried and trained (`models`).
"""
