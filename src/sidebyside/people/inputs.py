"""Inputs that every room's forms share: a day and a time of day, as a browser's own pickers want them."""

from django import forms


class DayInput(forms.DateInput):
    """Written as 2026-12-24 whatever the language: a browser shows no day that is written in another way."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")
