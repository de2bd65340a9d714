"""Builds the demo pack: real texts with attribution, everything else fictional and labelled 演示数据."""
