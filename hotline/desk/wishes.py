"""What an agent presses at the desk, as what is asked of a call."""

from __future__ import annotations

from agent_assist.desk import wire
from hotline.calls.control import requests
from hotline.calls.control.requests import Request, Target


def request_of(wish: wire.Control) -> Request:
    match wish:
        case wire.Hold():
            return requests.Hold()
        case wire.Retrieve():
            return requests.Retrieve()
        case wire.Mute(muted=muted):
            return requests.Mute(muted)
        case wire.HandOn(agent=agent, queue=queue, partner=partner):
            return requests.HandOn(Target(agent, queue, partner))
        case wire.Consult(agent=agent, queue=queue, partner=partner):
            return requests.Consult(Target(agent, queue, partner))
        case wire.TakeBack():
            return requests.TakeBack()
        case wire.Swap():
            return requests.Swap()
        case wire.Join():
            return requests.Join()
        case wire.Complete():
            return requests.Complete()
        case wire.Leave():
            return requests.Leave()
        case wire.PauseRecording():
            return requests.PauseRecording()
        case wire.ResumeRecording():
            return requests.ResumeRecording()


def oversight_of(wish: wire.Oversight, phone: str) -> Request:
    """`phone` is the supervisor's SIP account."""
    match wish:
        case wire.Supervise(mode=mode):
            return requests.Supervise(mode, phone)
        case wire.TakeOver():
            return requests.TakeOver()
        case wire.StopSupervising():
            return requests.StopSupervising()
