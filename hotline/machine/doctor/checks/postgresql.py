"""Check of the server that tests and benchmarks start: what is in the way. A hotline does not need it."""

from __future__ import annotations

from gettext import gettext as _

from hotline.machine.postgresql.programs import MissingServer, NoServer, programs
from hotline.machine.setup.layout import Layout

from ..finding import Finding, ok, warn

_PART = "PostgreSQL for tests"


def check_test_server(layout: Layout) -> Finding:
    """One that is there must start; that there is none matters to nobody but the tests, which say it."""
    try:
        found = programs(layout)
    except MissingServer:
        return ok(_PART, _("not here, and nothing but the tests wants it (script/setup --test)"))
    except NoServer as error:
        return warn(_PART, _("cannot be started"), str(error))
    if found.user is None:
        return ok(_PART, _("{folder} starts").format(folder=found.folder))
    return ok(
        _PART,
        _("{folder} starts, under the id of {user}").format(folder=found.folder, user=found.user.pw_name),
    )
