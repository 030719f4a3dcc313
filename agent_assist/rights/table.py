"""The table: everything at the desk that not everybody may.

A route or a message that stands in no row is refused to everybody. docs/*/administrators/rights.md is made
from it (`reference.py`).
"""

from __future__ import annotations

from agent_assist.rights.right import Right
from contracts import (
    AnnouncementEnded,
    AnnouncementPublished,
    ArticleJudged,
    CallLookedUp,
    CallUnmasked,
    CaseChanged,
    CaseJoined,
    CaseOpened,
    Corrected,
    EarlierCallsSeen,
    Escalated,
    FiguresExported,
    HistorySearched,
    LogInEnded,
    RecordingPlayed,
    ReportTaken,
    SampleAnswered,
    SampleScored,
    SamplesDrawn,
    SampleSeen,
    SupervisorChanged,
    TracesSeen,
    TranscriptCorrected,
    WrappedUp,
)

PUBLIC = (
    "GET /",
    "GET /assets/{name}",
    "GET /favicon.svg",
    "GET /healthz",
    "GET /metrics",
    "POST /api/login",
    "POST /api/logout",
)
"""Routes that ask for no log-in. They tell nothing of anybody."""

DESK = Right(
    "登录、自己的身份", "log in, and who one is", "own", "own", "own", "own",
    routes=("GET /api/me", "GET /api/live"),
)  # fmt: skip
CALL = Right(
    "通话，连同说过的话", "a call with all that was said in it", "own", "all", "all", "none",
    routes=("GET /api/calls/{id}",), messages=("seen",), traced=(CallLookedUp,),
)  # fmt: skip
UNMASKED = Right(
    "以前通话里隐去的号码和地址", "numbers and addresses in calls that are over, which are masked for others",
    "none", "all", "all", "none", "只有班长可以看隐去的号码和地址 / Only supervisors see what is masked",
    routes=("GET /api/calls/{id}/unmasked",), traced=(CallUnmasked,),
)  # fmt: skip
LINES = Right(
    "更正通话文字", "say what was really said in a call", "own", "all", "all", "none",
    routes=("POST /api/calls/{id}/lines",), traced=(TranscriptCorrected,),
)  # fmt: skip
QUEUE = Right(
    "队列，谁在等（不含说过的话）", "queues and who waits in them, without a word that was said",
    "own", "all", "all", "none",
)  # fmt: skip
PEOPLE = Right(
    "坐席的状态", "agents and their states", "own", "all", "all", "none",
)  # fmt: skip
FAULTS = Right(
    "系统故障", "faults of the service", "none", "all", "all", "none",
)  # fmt: skip
PHASE = Right(
    "示忙、示闲、延长话后", "breaks, more time after a call", "own", "all", "all", "none",
    "只有班长可以更改他人的状态 / Only supervisors change others' states",
    messages=("set_phase", "extend_wrap_up"),
)  # fmt: skip
CONTROL = Right(
    "通话操作：挂断、保持、转接、提级、纠错……", "work on a call: hang up, hold, transfer, correct …",
    "own", "all", "all", "none",
    messages=(
        "decline", "hang_up", "hold", "retrieve", "mute", "hand_on", "consult", "take_back", "swap", "join",
        "complete", "leave", "pause_recording", "resume_recording", "escalate", "correct",
    ),
    traced=(Escalated, Corrected),
)  # fmt: skip
WRAP_UP = Right(
    "小结", "say what came of a call", "own", "own", "own", "none",
    messages=("wrap_up",), traced=(WrappedUp,),
)  # fmt: skip
OVERSIGHT = Right(
    "旁听、耳语、插话、接管", "listen, whisper, barge, take over", "none", "all", "all", "none",
    "只有班长可以旁听 / Only supervisors may listen",
    messages=("supervise", "take_over", "stop_supervising"), traced=(SupervisorChanged,),
)  # fmt: skip
COLLEAGUES = Right(
    "可以转给谁", "to whom a call may be given", "all", "all", "all", "none",
    routes=("GET /api/colleagues",),
)  # fmt: skip
ARTICLES = Right(
    "查知识、看知识", "look articles of the knowledge base up and read them", "all", "all", "all", "none",
    routes=("GET /api/articles", "GET /api/articles/{article}"),
)  # fmt: skip
OPINIONS = Right(
    "说一篇知识合适不合适", "say whether an article fitted", "own", "own", "own", "none",
    routes=("GET /api/thumbs", "POST /api/articles/{article}/thumb", "POST /api/articles/{article}/used"),
    traced=(ArticleJudged,),
)  # fmt: skip
PHONE = Right(
    "网页电话", "the page as one's telephone", "own", "own", "own", "none",
    routes=("POST /api/phone", "GET /phone"),
)  # fmt: skip
HISTORY = Right(
    "查以前的来电", "search past calls", "own", "all", "all", "none",
    routes=("GET /api/history",), traced=(HistorySearched,),
)  # fmt: skip
EARLIER = Right(
    "同一号码以前的来电", "earlier calls of a call's telephone", "own", "all", "all", "none",
    routes=("GET /api/calls/{call}/earlier",), traced=(EarlierCallsSeen,),
)  # fmt: skip
RECORDINGS = Right(
    "听录音", "listen to recordings", "none", "all", "all", "none",
    "只有班长可以听录音 / Only supervisors may listen to recordings",
    routes=("GET /api/calls/{call}/recordings", "GET /api/recordings/{name}.wav"), traced=(RecordingPlayed,),
)  # fmt: skip
CASES = Right(
    "开工单、归入工单、改工单状态", "open a case, join one, change its state", "own", "all", "all", "none",
    routes=(
        "POST /api/calls/{id}/cases", "POST /api/calls/{id}/cases/join", "POST /api/cases/{number}/state",
        "POST /api/cases/{number}/precheck",
    ),
    traced=(CaseOpened, CaseJoined, CaseChanged),
)  # fmt: skip
DUE = Right(
    "快到期和已超期的工单", "cases that are due soon or overdue", "none", "all", "all", "none",
    "只有班长可以查看 / For supervisors only",
    routes=("GET /api/cases/due",),
)  # fmt: skip
NUISANCE = Right(
    "标记骚扰来电", "mark a nuisance caller", "own", "all", "all", "none",
    routes=("POST /api/calls/{id}/nuisance",),
)  # fmt: skip
SCREENING = Right(
    "骚扰来电名单", "the list of nuisance callers", "none", "all", "all", "none",
    "只有班长可以处理 / For supervisors only",
    routes=("GET /api/screening", "POST /api/screening/{entry}"),
)  # fmt: skip
LOG_INS = Right(
    "坐席的登录，结束它（班长：坐席的；管理员：所有人的）",
    "where agents are logged in, and ending it; administrators: everybody's", "none", "all", "all", "none",
    "只有班长可以看登录 / Only supervisors see log-ins",
    routes=("GET /api/agents/{agent}/sessions", "POST /api/agents/{agent}/sessions/{id}/end"),
    traced=(LogInEnded,),
)  # fmt: skip
CALLBACKS = Right(
    "回电名单", "who is to be called back", "none", "all", "all", "none",
    "只有班长可以看回电名单 / Only supervisors see call-backs",
    routes=("GET /api/callbacks", "POST /api/callbacks/{id}/cancel"),
)  # fmt: skip
GUESTS = Right(
    "邀请来宾", "invite guests", "none", "all", "all", "none",
    "只有班长可以邀请来宾 / Only supervisors invite guests",
    routes=("GET /api/guests", "POST /api/guests", "POST /api/guests/{id}/end"),
)  # fmt: skip
FIGURES = Right(
    "队列和坐席的数字，导出", "figures of queues and agents, also as tables", "none", "all", "all", "all",
    "只有班长可以查看 / For supervisors only",
    routes=("GET /api/figures", "GET /api/figures/{what}.csv"), traced=(FiguresExported,),
)  # fmt: skip
OWN_DAY = Right(
    "自己的一天", "one's own day in figures", "own", "own", "own", "none",
    routes=("GET /api/figures/me",),
)  # fmt: skip
CITY = Right(
    "全市的激增预警", "what is more than usual in the city", "none", "all", "all", "none",
    "只有班长可以查看 / For supervisors only",
    routes=("GET /api/surges",),
)  # fmt: skip
REPORTS = Right(
    "日报、周报、月报，导出", "reports of days, weeks, months, also as files", "none", "all", "all", "none",
    "只有班长可以查看 / For supervisors only",
    routes=("GET /api/reports", "GET /api/reports/file"), traced=(ReportTaken,),
)  # fmt: skip
SAMPLING = Right(
    "质检抽样、评分", "draw calls and score them", "none", "all", "all", "none",
    "只有班长可以抽样、评分 / For supervisors only",
    routes=(
        "GET /api/samples", "POST /api/samples", "POST /api/samples/{id}/scores",
        "POST /api/samples/{id}/remove",
    ),
    traced=(SamplesDrawn, SampleScored),
)  # fmt: skip
OWN_SAMPLES = Right(
    "看自己的质检评分并回复", "see the scores of one's own calls and answer", "own", "own", "own", "none",
    routes=("GET /api/samples/own", "POST /api/samples/{id}/answer"), traced=(SampleSeen, SampleAnswered),
)  # fmt: skip
CALENDAR = Right(
    "民情日历、今后几周、大屏", "the calendar of concerns, the weeks ahead, the big screen",
    "none", "all", "all", "none",
    "只有班长可以查看 / For supervisors only",
    routes=("GET /api/calendar", "GET /api/ahead", "GET /api/today"),
)  # fmt: skip
ANNOUNCEMENTS = Right(
    "预警公告：拟稿、发布、结束", "draft, publish and end an announcement out of a warning",
    "none", "all", "all", "none",
    "只有班长可以发布公告 / Only supervisors publish announcements",
    routes=(
        "GET /api/surges/{id}/draft", "POST /api/surges/{id}/announcement",
        "POST /api/announcements/{id}/end",
    ),
    traced=(AnnouncementPublished, AnnouncementEnded),
)  # fmt: skip
TRACES = Right(
    "谁看过、听过、导出过什么", "who saw, heard, exported, changed what", "none", "none", "none", "all",
    "只有审计员可以查看 / For auditors only",
    routes=("GET /api/traces",), traced=(TracesSeen,),
)  # fmt: skip
PUBLICATIONS = Right(
    "发布记录", "what was published, when, by whom and why", "none", "none", "all", "all",
    "只有管理员可以使用 / For administrators only",
    routes=("GET /api/admin/history", "GET /api/admin/generations/{number}", "GET /api/admin/diff"),
)  # fmt: skip
CONFIGURATION = Right(
    "查看、试用、发布配置", "read, try and publish the configuration", "none", "none", "all", "none",
    "只有管理员可以使用 / For administrators only",
    routes=("/api/admin/",),
)  # fmt: skip

RIGHTS: tuple[Right, ...] = tuple(row for row in list(globals().values()) if isinstance(row, Right))
"""All rows above, in their order."""

_BY_ROUTE = {route: right for right in RIGHTS for route in right.routes}
_BY_MESSAGE = {message: right for right in RIGHTS for message in right.messages}


def right_of(method: str, path: str) -> Right | None:
    """What a request needs; `path` as the router has it. None: it stands in no row."""
    if (right := _BY_ROUTE.get(f"{method} {path}")) is not None:
        return right
    return next((of for route, of in _BY_ROUTE.items() if route[0] == "/" and path.startswith(route)), None)


def right_to_send(message: str) -> Right:
    """What a message of that type over the live connection needs. Raises `KeyError`."""
    return _BY_MESSAGE[message]
