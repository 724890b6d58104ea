"""The part of a configuration that asks everybody."""


def asking_everybody(cadence: str, survey: str = "daily") -> str:
    return f"""
surveys:
  {survey}:
    form: surveys/checkin
    tasks: tasks/finance
    invitation: invitations/checkin
    audience: {{ who: everyone }}
    cadence: "{cadence}"
"""
