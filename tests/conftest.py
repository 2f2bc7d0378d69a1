from tests.cast import *  # noqa: F403  the cast is at every test's hand
