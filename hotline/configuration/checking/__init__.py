"""What `hotline check` finds beyond the schema: a valid configuration that will not do what was meant."""

from hotline.configuration.checking.doubts import Doubt, doubts

__all__ = ["Doubt", "doubts"]
