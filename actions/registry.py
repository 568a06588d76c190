"""Every action the dialogue may call."""

from rasa_sdk import Action

from actions.answer import ActionAnswer
from actions.booking.actions import (
    ActionAskBookingAnswer,
    ActionCancelBooking,
    ActionMoveBooking,
    ActionQueryBooking,
    ActionStartBooking,
    ValidateBookingForm,
)
from actions.handover import ActionHandoff
from actions.paths import ActionStartPath
from actions.selfcheck.actions import (
    ActionAskSelfcheckAnswer,
    ActionNothingRunning,
    ActionResume,
    ActionStartSelfcheck,
    ValidateSelfcheckForm,
)

ACTIONS: tuple[type[Action], ...] = (
    ActionAnswer,
    ActionHandoff,
    ActionStartPath,
    ActionStartSelfcheck,
    ValidateSelfcheckForm,
    ActionAskSelfcheckAnswer,
    ActionResume,
    ActionNothingRunning,
    ActionStartBooking,
    ActionQueryBooking,
    ActionMoveBooking,
    ActionCancelBooking,
    ValidateBookingForm,
    ActionAskBookingAnswer,
)
