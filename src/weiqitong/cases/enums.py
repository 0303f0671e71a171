"""The words of a case: states, acts, outcomes. Labels are what people see; values never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    REPORTED = "reported", _("To be assigned")  # 待分办
    DISPATCHED = "dispatched", _("Awaiting receipt")  # 待签收
    IN_PROGRESS = "in_progress", _("In progress")  # 办理中
    OBJECTED = "objected", _("Objection pending")  # 改派申请中
    PARKED = "parked", _("Parked")  # 挂账
    ANSWERED = "answered", _("Awaiting verdict")  # 待企业评价
    CONFIRMED = "confirmed", _("Closed, confirmed by the enterprise")  # 已办结(企业认可)
    LAPSED = "lapsed", _("Lapsed without a verdict")  # 逾期未评价
    NOT_RECEIVABLE = "not_receivable", _("Not receivable")  # 不予受理
    FOUND = "found", _("Concluded by a finding")  # 认定办结
    WITHDRAWN = "withdrawn", _("Withdrawn by the enterprise")  # 企业撤回


OPEN = frozenset(
    {
        Status.REPORTED,
        Status.DISPATCHED,
        Status.IN_PROGRESS,
        Status.OBJECTED,
        Status.PARKED,
        Status.ANSWERED,
    }
)
CLOSED = frozenset(set(Status) - OPEN)


class Action(models.TextChoices):
    REPORT = "report", _("Report")
    CONFIRM = "confirm", _("Confirm the report")
    SORT = "sort", _("Move to another desk")
    SOLVE = "solve", _("Solved on the spot")
    DISPATCH = "dispatch", _("Dispatch")
    ACCEPT = "accept", _("Accept")
    ASSIGN = "assign", _("Pass on")
    CONTACT = "contact", _("Contact")
    PLAN = "plan", _("Plan")
    ASK = "ask", _("Ask back")
    REPLY = "reply", _("Reply")
    RESUME = "resume", _("Go on without a reply")
    OPINE = "opine", _("Opinion of a co-handler")
    SUBMIT = "submit", _("Submit for sign-off")
    SIGN = "sign", _("Sign off")
    RETURN = "return", _("Return for revision")
    ANSWER = "answer", _("Answer")
    ACCEPT_ANSWER = "yes", _("Verdict: yes")
    REJECT_ANSWER = "no", _("Verdict: no")
    NAME = "name", _("Name another lead")
    REMIND = "remind", _("Remind of the verdict")
    LAPSE = "lapse", _("Lapse")
    DECLINE = "decline", _("Decline")
    APPEAL = "appeal", _("Appeal")
    WITHDRAW = "withdraw", _("Withdraw")
    NOTE = "note", _("Internal note")
    RECOUNT = "recount", _("Deadlines counted anew")  # a calendar arrived
    # Whoever had the next step is gone: on within the unit or to the next desk, else to the office.
    HAND_OVER = "hand_over", _("Handed over")
    TAKE_BACK = "take_back", _("Taken back by the office")
    # Between the levels: up when a grant brings it, down by the office whose turn it is
    ESCALATE = "escalate", _("Up to another level")
    HAND_DOWN = "hand_down", _("Hand down")
    # Who else has a part, after the dispatch
    CO_ADD = "co_add", _("Add a co-handler")
    CO_RELEASE = "co_release", _("Release a co-handler")
    # A lead's one objection to its dispatch
    OBJECT = "object", _("Object to the dispatch")
    HEAR = "hear", _("Say whose it is")  # the unit proposed by the objection
    UNHEARD = "unheard", _("No statement came in time")
    DESIGNATE = "designate", _("Designate")
    # What a lead applies for, and others decide
    APPLY = "apply", _("Apply")
    GRANT = "grant", _("Grant")
    REFUSE = "refuse", _("Refuse")
    EXTEND = "extend", _("Extend")
    PARK = "park", _("Park")
    FOLLOW = "follow", _("Report on a parked need")
    UNPARK = "unpark", _("Take up again")
    FIND = "find", _("Conclude by a finding")
    HURRY = "hurry", _("Please hurry")
    # What moves a case when people do not
    NUDGE = "nudge", _("Nudge")  # 催办, by an office
    RUNG = "rung", _("A rung of the ladder")  # by itself; a supervision also by hand
    # 一事一议: a conference on it is called, and what it concluded
    CONFER = "confer", _("Call a conference")
    CONCLUDE = "conclude", _("Conclude by a conference")
    INSTRUCT = "instruct", _("Instruction")  # 领导批示
    # The enterprise is asked by phone
    CALL = "call", _("Call the enterprise")  # 回访
    WAIT = "wait", _("Wait for the calls")
    # One pool: what belongs together, and what is worked on in parts
    LINK = "link", _("Link to another need")
    UNLINK = "unlink", _("Unlink")
    SPLIT = "split", _("Split into parts")
    PART = "part", _("A part has moved")  # on the parent, by itself
    SUM_UP = "sum_up", _("Answer from the parts")
    # In batches: a need changes hands, its clocks run on; a dispatch not yet signed for is undone
    MOVE = "move", _("Changed hands")
    UNDO = "undo", _("Dispatch undone")
    # Who asks, where the enterprise has its name hidden
    LOOK = "look", _("Look behind the hidden name")  # on record, told to the enterprise
    RELEASE = "release", _("Release files")  # of a hidden enterprise, to the units
    LOWER = "lower", _("Lower the confidentiality")  # by the enterprise alone


class CaseKind(models.TextChoices):
    NEED = "need", _("Need")
    THANKS = "thanks", _("Thanks")  # no clock, no score


class Urgency(models.TextChoices):
    NORMAL = "normal", _("Normal")  # 平件
    URGENT = "urgent", _("Urgent")  # 加急
    EMERGENCY = "emergency", _("Emergency")  # 特急


class Channel(models.TextChoices):
    ENTERPRISE = "enterprise", _("Enterprise")
    SPECIALIST = "specialist", _("Specialist")
    PARTNER = "partner", _("Partner")
    HOTLINE = "hotline", _("Hotline")
    CONFERENCE = "conference", _("Conference")
    DIRECT_LINE = "direct_line", _("Direct line")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("Visit")


# Channels by which a need comes to an office, which enters it for the enterprise.
BY_OFFICE = (Channel.LETTER, Channel.VISIT, Channel.HOTLINE, Channel.CONFERENCE)


class Origin(models.TextChoices):
    LIVE = "live", _("Live")
    HISTORIC = "historic", _("Historic")  # brought in with its history; outside the control room


class TurnKind(models.TextChoices):
    """Who owns the next step; `turn_id` is an id of the kind's own table."""

    OFFICE = "office"  # coordinator of a region
    UNIT = "unit"  # a department's liaison desk, or a section's
    HANDLER = "handler"  # an official
    SIGNER = "signer"  # an official who signs off
    ENTERPRISE = "enterprise"  # the client
    LEADER = "leader"  # leader in charge of a region
    NOBODY = "nobody"  # closed


class Outcome(models.TextChoices):
    SOLVED = "solved", _("Solved")
    PARTLY = "partly", _("Partly solved")
    EXPLAINED = "explained", _("Explained")
    CONDITIONS = "conditions", _("Conditions lacking")
    NO_BASIS = "no_basis", _("No legal basis")


class Rating(models.IntegerChoices):
    VERY_SATISFIED = 5, _("Very satisfied")
    SATISFIED = 4, _("Satisfied")
    FAIRLY_SATISFIED = 3, _("Fairly satisfied")
    DISSATISFIED = 2, _("Dissatisfied")
    VERY_DISSATISFIED = 1, _("Very dissatisfied")


class VerdictChannel(models.TextChoices):
    LOGIN = "login", _("Signed in")
    LINK = "link", _("Signed link")
    MESSAGE = "message", _("Text message")
    CALL = "call", _("Call")


class Part(models.TextChoices):
    LEAD = "lead", _("Lead")  # 主办
    CO = "co", _("Co-handler")  # 协办
    HEARD = "heard", _("Heard on an objection")  # 被提名单位


class Mode(models.TextChoices):
    DOWN = "down", _("Assigned")  # 交办
    LEVEL = "level", _("Transferred")  # 转办
    ASKED = "asked", _("Asked")  # 商请
    SELF = "self", _("Led by the specialist")  # 专员领办


class Audience(models.TextChoices):
    """Who may read an act of the timeline."""

    EVERYBODY = "everybody", _("Everybody")
    OFFICE = "office", _("Units and office")  # not the enterprise
    UNIT = "unit", _("Own unit only")
    CLIENT = "client", _("The enterprise alone")  # who looked behind its name
    WITHHELD = "withheld", _("Not released yet")  # a file of a hidden enterprise; never an act


class ContactMeans(models.TextChoices):
    CALL = "call", _("Phone call")
    VISIT = "visit", _("On site")
    MESSAGE = "message", _("Message")


class Route(models.TextChoices):
    """Legal ways named when a need is not receivable (DOMAIN.md §2.4, seven reasons)."""

    JURISDICTION = "jurisdiction", _("Outside our jurisdiction")
    COURT = "court", _("Courts, arbitration, review or disclosure")
    LETTERS = "letters", _("Already with letters and visits")
    SECRET = "secret", _("Concerns a secret")
    ABUSIVE = "abusive", _("Unlawful or abusive")
    SAME = "same", _("Same matter in hand or finished")
    OTHER_LAW = "other_law", _("Regulated by another law")


class ApplicationKind(models.TextChoices):
    """What a lead may apply for; somebody outside the lead decides."""

    EXTENSION = "extension", _("Extension")  # 延期
    STATUTORY = "statutory", _("Statutory procedure")  # 法定程序
    PARKING = "parking", _("Parking")  # 挂账
    MERIT = "merit", _("Merit finding")  # 不合理/重复诉求认定
    NO_BASIS = "no_basis", _("Finding of no legal basis")  # 于法无据认定
    ESCALATION = "escalation", _("Escalation")  # 提级办理
    OUTSIDE = "outside", _("Help from outside the city")  # 对上争取、市外协调


class ApplicationState(models.TextChoices):
    ASKED = "asked", _("Asked")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    DROPPED = "dropped", _("Dropped")  # the case went on without it


class Cause(models.TextChoices):
    """Why a need is parked, or found without merit."""

    FUNDS = "funds", _("Waits for funds")
    PLANNING = "planning", _("Waits for planning or land")
    BUILDING = "building", _("Waits for works to be finished")
    POLICY = "policy", _("Waits for a rule of a higher level")
    THIRD = "third", _("Depends on a third party")
    OUTSIDE = "outside", _("Lies with a body outside the city")
    UNREASONABLE = "unreasonable", _("Unreasonable")
    REPEATED = "repeated", _("Repeated")


PARKING_CAUSES = (Cause.FUNDS, Cause.PLANNING, Cause.BUILDING, Cause.POLICY, Cause.THIRD)
MERIT_CAUSES = (Cause.UNREASONABLE, Cause.REPEATED)


class RungKind(models.TextChoices):
    """How far up the ladder a case has come."""

    NUDGE = "nudge", _("Nudge")  # 催办
    HEAD = "head", _("Head of the unit")  # 单位负责人
    ORDER = "order", _("Supervision")  # 督办
    LEADER = "leader", _("Leader in charge")  # 分管领导
    CONFERENCE = "conference", _("Conference")  # 专题会商
    REFERRAL = "referral", _("Referral")  # 问责线索


class PrecedentSource(models.TextChoices):
    DESIGNATION = "designation", _("Designation")
    CONFERENCE = "conference", _("Conference")


class CallOutcome(models.TextChoices):
    """What came of one try to reach the enterprise by phone."""

    REACHED = "reached", _("Reached, and answered")
    CALL_BACK = "call_back", _("Asks to be called back")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    WRONG = "wrong", _("Wrong number")
    SILENT = "silent", _("Does not want to say")


class CallPurpose(models.TextChoices):
    """Why an enterprise is called."""

    VERDICT = "verdict", _("Verdict on an answer")
    WITHDRAWN = "withdrawn", _("Whether anybody pushed it to withdraw")


class BatchKind(models.TextChoices):
    DISPATCH = "dispatch", _("Dispatch")  # 批量交办
    HAND_OVER = "hand_over", _("Hand over")  # 批量移交
    MERGE = "merge", _("Merger of units")  # 单位合并


class BatchState(models.TextChoices):
    PREPARING = "preparing", _("Being looked at")
    READY = "ready", pgettext_lazy("batch", "Preview")
    RUNNING = "running", _("Running")
    DONE = "done", pgettext_lazy("batch", "Done")
    UNDONE = "undone", pgettext_lazy("batch", "Undone")
    DROPPED = "dropped", pgettext_lazy("batch", "Dropped")


class LineState(models.TextChoices):
    WAITING = "waiting", _("Not looked at yet")
    PLANNED = "planned", _("Would be done")
    DONE = "done", pgettext_lazy("batch", "Done")
    REFUSED = "refused", pgettext_lazy("batch", "Left out")


class Confidentiality(models.TextChoices):
    """Who learns which enterprise asks; chosen by it alone, lowered by it alone."""

    ORDINARY = "ordinary", _("Ordinary")  # 普通
    HIDDEN = "hidden", _("Name hidden")  # 匿名办理
    SEALED = "sealed", _("Sealed")  # 密件: the city's office alone


# From the most open to the most closed; lowering goes to the left.
LEVELS = (Confidentiality.ORDINARY, Confidentiality.HIDDEN, Confidentiality.SEALED)
