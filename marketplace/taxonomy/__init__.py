"""The shared vocabulary: fields, technologies, classes, scales, regions, code lists and rules with dates."""
