"""How long properties are tried: a busy machine must not fail them, nor they hold it up."""

from hypothesis import settings

steady = settings(max_examples=50, deadline=None)
briefly = settings(max_examples=15, deadline=None)
