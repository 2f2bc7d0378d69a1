"""The tables of imports, of old addresses, and of the wire."""

from .imports import NOUNS, Arrival, Import, OfOneThing, OldAddress
from .wire import Feed, WireCopy, WireUse

__all__ = ["NOUNS", "Arrival", "Feed", "Import", "OfOneThing", "OldAddress", "WireCopy", "WireUse"]
