"""Open311 (GeoReport v2), for reading: cases without anything of persons."""
