"""The paper's own settings for the commands that tests start, whatever static files lie in the checkout."""

from newsroom.settings import *  # noqa: F403
from newsroom.settings import SILENCED_SYSTEM_CHECKS

SILENCED_SYSTEM_CHECKS += ["newsroom.W017", "newsroom.W021"]
