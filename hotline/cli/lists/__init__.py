"""Lists that people look after: nuisance callers, corrections, dialects."""
