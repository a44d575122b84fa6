"""The tables. Facts are only ever added; policy is effective-dated; derived may be dropped."""

from timesheet.store.tables.access import Audit, LoginAttempt, Session
from timesheet.store.tables.closing import ClosedWeek, PeriodStep
from timesheet.store.tables.codes import CostCenter, CostCode, Customer, Project, Site, Task
from timesheet.store.tables.derived import (
    AdjustmentRow,
    AllocationRow,
    IssueRow,
    LaborLineRow,
    LaborWeekRow,
    PayLineRow,
    ShiftRow,
    Workweek,
)
from timesheet.store.tables.effort import EffortRow
from timesheet.store.tables.exports import ExportBatch, ExportName, ExportVoid
from timesheet.store.tables.facts import (
    AnswerRow,
    Clock,
    CorrectionRow,
    DeclarationRow,
    Declined,
    DisputeRow,
    ImportBatch,
    PunchRow,
)
from timesheet.store.tables.jobs import Job
from timesheet.store.tables.kiosk import Badge, Kiosk, Pin
from timesheet.store.tables.learned import (
    LearnedCount,
    LearnedVersion,
    Question,
    QuestionBudget,
    SeenShift,
    SettledWord,
)
from timesheet.store.tables.measured import EvaluationRow
from timesheet.store.tables.pay import HolidayRow, PayExampleRow
from timesheet.store.tables.people import Membership, Person, RoleGrant, Team, TeamLead
from timesheet.store.tables.policy import (
    Company,
    LeaveKindRow,
    PayPolicyRow,
    PayRate,
    Roster,
    RuleRow,
)
from timesheet.store.tables.reminders import (
    ReminderChoice,
    ReminderMail,
    ReminderPolicy,
    ReminderReach,
    ReminderRow,
)
from timesheet.store.tables.samples import SampleCoding, SampleDraw
from timesheet.store.tables.saved import FeedToken, SavedReport

__all__ = [
    "AdjustmentRow",
    "AllocationRow",
    "AnswerRow",
    "Audit",
    "Badge",
    "Clock",
    "ClosedWeek",
    "Company",
    "CorrectionRow",
    "CostCenter",
    "CostCode",
    "Customer",
    "DeclarationRow",
    "Declined",
    "DisputeRow",
    "EffortRow",
    "EvaluationRow",
    "ExportBatch",
    "ExportName",
    "ExportVoid",
    "FeedToken",
    "HolidayRow",
    "ImportBatch",
    "IssueRow",
    "Job",
    "Kiosk",
    "LaborLineRow",
    "LaborWeekRow",
    "LearnedCount",
    "LearnedVersion",
    "LeaveKindRow",
    "LoginAttempt",
    "Membership",
    "PayExampleRow",
    "PayLineRow",
    "PayPolicyRow",
    "PayRate",
    "PeriodStep",
    "Person",
    "Pin",
    "Project",
    "PunchRow",
    "Question",
    "QuestionBudget",
    "ReminderChoice",
    "ReminderMail",
    "ReminderPolicy",
    "ReminderReach",
    "ReminderRow",
    "RoleGrant",
    "Roster",
    "RuleRow",
    "SampleCoding",
    "SampleDraw",
    "SavedReport",
    "SeenShift",
    "Session",
    "SettledWord",
    "ShiftRow",
    "Site",
    "Task",
    "Team",
    "TeamLead",
    "Workweek",
]
