"""What was chosen for this installation: ``app.yaml``, and secrets from the environment."""

from bot.config.choices import (
    Audience,
    Config,
    Contact,
    Digest,
    Limits,
    Nudge,
    Organisation,
    Privacy,
    Schedule,
    ScheduleKind,
    Summary,
    Survey,
    Who,
)
from bot.config.current import CurrentConfig
from bot.config.environment import Environment, SlackSecrets, TeamsSecrets, read_environment
from bot.config.files import parse_config, read_config

__all__ = [
    "Audience",
    "Config",
    "Contact",
    "CurrentConfig",
    "Digest",
    "Environment",
    "Limits",
    "Nudge",
    "Organisation",
    "Privacy",
    "Schedule",
    "ScheduleKind",
    "SlackSecrets",
    "Summary",
    "Survey",
    "TeamsSecrets",
    "Who",
    "parse_config",
    "read_config",
    "read_environment",
]
