import pytest

from bot.measures.thresholds import Thresholds


@pytest.mark.parametrize("lowered", [{"k": 4}, {"sensitive": 7}, {"m": 2}])
def test_a_threshold_may_be_raised_and_never_lowered(lowered: dict[str, int]) -> None:
    [(name, value)] = lowered.items()

    assert getattr(Thresholds(**{name: value + 6}), name) == value + 6
    with pytest.raises(ValueError, match=f"{name} may be raised"):
        Thresholds(**lowered)


def test_a_sensitive_question_takes_more_people() -> None:
    assert Thresholds().besides_any_one(sensitive=False) == 5
    assert Thresholds().besides_any_one(sensitive=True) == 8
    assert Thresholds(k=12).besides_any_one(sensitive=True) == 12
