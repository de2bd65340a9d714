"""Generated documents: map, settings, workflows and the API description, checked for freshness."""
