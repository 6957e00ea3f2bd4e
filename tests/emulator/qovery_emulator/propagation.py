"""IAM: changes that count only some seconds later: `POST /_qovery/propagation?seconds=3`.

IAM is eventually consistent (user guide, "Troubleshoot IAM"). From then on, policies, keys, trust
policies and IAM's own reads are evaluated as they were so many seconds ago; writes see the
present."""

import contextlib
import contextvars
import copy
import functools
import time

from ministack.core import iam_evaluator
from ministack.core.responses import AccountScopedDict, get_account_id
from ministack.services import iam, sts
from ministack.services.cloudformation import stacks

from qovery_emulator import admin

STORES = (iam._users, iam._roles, iam._policies, iam._access_keys, iam._groups,
          iam._user_inline_policies, iam._group_inline_policies)
READS = ("Get", "List", "Simulate")
delays = {}
# What each store held, by account: pairs of the time and the stores' contents.
histories = {}
seen = contextvars.ContextVar("seen", default=None)


class Delayed(AccountScopedDict):
    """A store that shows what it held some time ago, in a `delayed_view`."""

    __slots__ = ()
    stored = AccountScopedDict._data

    @property
    def _data(self):
        held = Delayed.stored.__get__(self)
        past = seen.get()
        if past is None:
            return held
        account, stores = past
        others = {key: value for key, value in held.items() if key[0] != account}
        return {**others, **stores[id(self)]}


def remember():
    """After each change, in an account where changes take their time."""
    account = get_account_id()
    if account in delays:
        held = {id(store): {key: copy.deepcopy(value) for key, value in store._data.items()
                            if key[0] == account} for store in STORES}
        histories.setdefault(account, []).append((time.monotonic(), held))


def delay(seconds):
    delays[get_account_id()] = float(seconds)
    remember()


@contextlib.contextmanager
def delayed_view():
    """Makes the stores show what they held before the delay, in the account of the caller."""
    account = get_account_id()
    past = None
    if account in delays:
        now = time.monotonic() - delays[account]
        first, *rest = histories[account]
        stores = next((held for at, held in reversed(rest) if at <= now), first[1])
        past = account, stores
    token = seen.set(past)
    try:
        yield
    finally:
        seen.reset(token)


def remembered(change):
    @functools.wraps(change)
    def changing(*arguments, **named):
        try:
            return change(*arguments, **named)
        finally:
            remember()
    return changing


async def iam_request(handle, method, path, headers, body, query):
    answer = await handle(method, path, headers, body, query)
    remember()
    return answer


async def sts_request(handle, method, path, headers, body, query):
    with delayed_view():
        return await handle(method, path, headers, body, query)


def patch():
    admin.COMMANDS.update(propagation=delay, age=remembered(admin.COMMANDS["age"]))
    for store in STORES:
        store.__class__ = Delayed
    for name in ("resolve_credential", "resolve_principal"):
        setattr(iam_evaluator, name, delayed_view()(getattr(iam_evaluator, name)))
    for name, handler in iam._IAM_HANDLERS.items():
        if name.startswith(READS):
            iam._IAM_HANDLERS[name] = delayed_view()(handler)
    iam.handle_request = functools.partial(iam_request, iam.handle_request)
    sts.handle_request = functools.partial(sts_request, sts.handle_request)
    for name in ("_provision_resource", "_update_resource", "_delete_resource"):
        setattr(stacks, name, remembered(getattr(stacks, name)))
