"""Moving in and moving out: imports from other systems, and exports in open forms."""
