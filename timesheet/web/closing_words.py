"""The states and steps of a pay period in words."""

from flask_babel import lazy_gettext as _later
from flask_babel import ngettext

from timesheet.core.adjusting import Cause, Settlement
from timesheet.core.closing import Refusal, State, Step

STATES = {
    State.OPEN: _later("open"),
    State.SUBMITTED: _later("submitted"),
    State.APPROVED: _later("approved"),
    State.LOCKED: _later("locked"),
    State.EXPORTED: _later("exported"),
    State.POSTED: _later("posted"),
}
STEPS = {
    Step.SUBMIT: _later("Submit"),
    Step.WITHDRAW: _later("Withdraw"),
    Step.REJECT: _later("Send back"),
    Step.APPROVE: _later("Approve"),
    Step.UNAPPROVE: _later("Undo the approval"),
    Step.LOCK: _later("Lock"),
    Step.UNLOCK: _later("Unlock"),
    Step.EXPORT: _later("Export"),
    Step.VOID: _later("Void the export"),
    Step.POST: _later("Post"),
}
REFUSALS = {
    Refusal.STATE: _later("stands elsewhere by now"),
    Refusal.ROLE: _later("is not yours to take"),
    Refusal.OWN: _later("nobody decides on his own hours"),
    Refusal.SETS_RULES: _later("who sets rules and rates doesn’t approve the money they move"),
    Refusal.REASON: _later("a reason is needed"),
    Refusal.SECOND_PERSON: _later("a second person is needed: you took the step before"),
    Refusal.EDITED: _later("you mended these hours; somebody else approves them"),
    Refusal.CLOCKED_IN: _later("still clocked in, or no clock-out"),
    Refusal.EARLY: _later("the pay period hasn’t ended yet"),
    Refusal.STALE: _later("the hours are being recomputed; try again in a moment"),
    Refusal.BLOCKED: _later("exceptions must be settled first"),
    Refusal.CHANGED: _later("the hours changed since they were approved: approve them again"),
    Refusal.CARRIED: _later("a later period has settled changes of this one: unlock that first"),
}
CAUSES = {
    Cause.TIME: _later("time"),
    Cause.CODE: _later("code"),
    Cause.PAY: _later("rate or pay rule"),
}
SETTLEMENTS = {
    Settlement.NEXT_PAYROLL: _later("next payroll"),
    Settlement.COST_ONLY: _later("cost only"),
}


def done(step: Step, people: int) -> str:
    """Return what was done, as a sentence."""
    if step is Step.SUBMIT:
        words = ngettext("%(num)d person submitted.", "%(num)d people submitted.", people)
    elif step is Step.APPROVE:
        words = ngettext("%(num)d person approved.", "%(num)d people approved.", people)
    elif step is Step.LOCK:
        words = ngettext("%(num)d person locked.", "%(num)d people locked.", people)
    else:
        words = ngettext("%(num)d person set back.", "%(num)d people set back.", people)
    return str(words)
