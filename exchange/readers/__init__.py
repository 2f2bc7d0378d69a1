"""One module for each format: each yields plain records, and never asks the database."""
