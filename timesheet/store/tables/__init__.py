"""The tables. Facts are only ever added; policy is effective-dated; derived may be dropped."""

from timesheet.store.tables.access import Audit, AuditCheck, LoginAttempt, Session
from timesheet.store.tables.approvals import DayApproval
from timesheet.store.tables.budgets import BilledRow, BillingTerms, BudgetRow
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
from timesheet.store.tables.exports import (
    BurdenVersion,
    ExportBatch,
    ExportName,
    ExportVoid,
    FormSignature,
    ProfileRow,
    RegisterRow,
)
from timesheet.store.tables.facts import (
    AcceptedDoubt,
    AnswerRow,
    Clock,
    CorrectionRow,
    DeclarationRow,
    Declined,
    DisputeRow,
    ImportBatch,
    ImportRun,
    Owed,
    PunchRow,
)
from timesheet.store.tables.jobs import Job
from timesheet.store.tables.kiosk import Badge, Kiosk, Photo, Pin
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
    PushDevice,
    ReminderChoice,
    ReminderMail,
    ReminderPolicy,
    ReminderPush,
    ReminderReach,
    ReminderRow,
)
from timesheet.store.tables.samples import SampleCoding, SampleDraw
from timesheet.store.tables.saved import FeedToken, SavedReport
from timesheet.store.tables.suggestions import RuleSuggestion

__all__ = [
    "AcceptedDoubt",
    "AdjustmentRow",
    "AllocationRow",
    "AnswerRow",
    "Audit",
    "AuditCheck",
    "Badge",
    "BilledRow",
    "BillingTerms",
    "BudgetRow",
    "BurdenVersion",
    "Clock",
    "ClosedWeek",
    "Company",
    "CorrectionRow",
    "CostCenter",
    "CostCode",
    "Customer",
    "DayApproval",
    "DeclarationRow",
    "Declined",
    "DisputeRow",
    "EffortRow",
    "EvaluationRow",
    "ExportBatch",
    "ExportName",
    "ExportVoid",
    "FeedToken",
    "FormSignature",
    "HolidayRow",
    "ImportBatch",
    "ImportRun",
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
    "Owed",
    "PayExampleRow",
    "PayLineRow",
    "PayPolicyRow",
    "PayRate",
    "PeriodStep",
    "Person",
    "Photo",
    "Pin",
    "ProfileRow",
    "Project",
    "PunchRow",
    "PushDevice",
    "Question",
    "QuestionBudget",
    "RegisterRow",
    "ReminderChoice",
    "ReminderMail",
    "ReminderPolicy",
    "ReminderPush",
    "ReminderReach",
    "ReminderRow",
    "RoleGrant",
    "Roster",
    "RuleRow",
    "RuleSuggestion",
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
