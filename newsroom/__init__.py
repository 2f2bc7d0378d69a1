"""The project; its version is that of the changelog, with `.dev0` while that collects what comes next."""

__version__ = "1.1.0.dev0"
