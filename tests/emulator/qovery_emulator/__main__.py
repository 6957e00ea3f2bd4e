"""Starts the emulator: `GATEWAY_PORT=4566 python -m qovery_emulator`. Ends when stdin closes."""

import gc
import importlib.metadata
import os
import signal
import sys
import threading

SUPPORTED = "1.5.33"

# Before MiniStack is imported: it reads its settings once.
SETTINGS = {
    "BIND_HOST": "127.0.0.1",  # its default is every interface
    "MINISTACK_HOST": "127.0.0.1",  # the host in each `ResponseURL`
    "AUTH": "true",  # without it every key passes and no policy counts
    "IOT_MTLS_ENABLED": "0",  # it would listen on a second port
    "MINISTACK_WORKER_THREADS": "256",  # each stack that waits for a custom resource holds one
}


def end_with_the_caller():
    """Waits for stdin to close, then ends this process group: functions are children of it."""
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


def main():
    found = importlib.metadata.version("ministack")
    if found != SUPPORTED:
        sys.exit(f"ministack {found} is installed; the patches here are for {SUPPORTED} only")
    os.environ.update(SETTINGS)
    if os.getpid() == os.getpgid(0) and not sys.stdin.isatty():
        threading.Thread(target=end_with_the_caller, daemon=True).start()

    from ministack import app

    from qovery_emulator import (
        admin, age, alarms, conditions, custom_resources, deletion, dependencies, faults,
        functions, iam, identities, identity_resources, lifecycle, organization, propagation,
        publisher, resources, rotation, secret_keys, secrets, sessions, sign_ins, simulation,
        topics, trail, trail_of_stacks, transforms)

    # Later ones go around earlier ones.
    for module in (admin, age, secrets, secret_keys, rotation, iam, identities, sign_ins, simulation,
                   sessions, publisher, functions, resources, identity_resources, alarms,
                   conditions, dependencies, organization, topics, custom_resources, deletion,
                   lifecycle, propagation, faults, trail_of_stacks, trail, transforms):
        module.patch()
    # Documents are made and dropped by the thousand, among all that the imports have made: a garbage
    # collector that looks at everything for each of them takes a quarter of the time.
    gc.freeze()
    gc.set_threshold(100_000)
    app.main()


if __name__ == "__main__":
    main()
