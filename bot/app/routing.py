"""All that people can do, in one router. A new feature is one line here."""

from bot.conversation.router import Router
from bot.features import (
    answering,
    operations,
    own_data,
    own_hours,
    pilots,
    preferences,
    question_box,
    surveys,
    team_figure,
)
from bot.features.home import home_router


def program_router() -> Router:
    router = Router()
    for feature in (
        answering.router,
        operations.router,
        own_data.router,
        own_hours.router,
        pilots.router,
        preferences.router,
        question_box.router,
        surveys.router,
        team_figure.router,
        home_router(router),
    ):
        router.include(feature)
    return router
