"""OpenTelemetry: each call as a trace, for operators who have a collector. Off by default."""
