"""One module for each format of another system that a newsroom can leave to."""
