"""Pictures: taken in at one door, kept as they came, shown as renditions."""
