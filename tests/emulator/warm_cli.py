"""The stock AWS CLI, loaded once: `python warm_cli.py <socket>`. Ends when stdin closes.

Each call is a fork of this process that runs the CLI's own `main`: 0.1 s instead of 0.6 s, and
tests make hundreds. A call is one line of JSON, `{"arguments", "environment"}`; the answer is
JSON, `{"status", "stdout", "stderr"}`.
"""

import contextlib
import gc
import json
import os
import socketserver
import sys
import tempfile
import threading

from awscli import clidriver
from botocore.exceptions import UnknownServiceError

# Read ahead: their models are most of what a call would spend its time on.
SERVICES = ("cloudformation", "iam", "lambda", "logs", "s3", "secretsmanager", "sqs", "sts")


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    request_queue_size = 64
    max_children = 64


class Call(socketserver.StreamRequestHandler):
    """Runs in a process of its own."""

    def handle(self):
        call = json.loads(self.rfile.readline())
        os.environ.clear()
        os.environ.update(call["environment"])
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            os.dup2(stdout.fileno(), 1)
            os.dup2(stderr.fileno(), 2)
            status = run(call["arguments"])
            stdout.seek(0)
            stderr.seek(0)
            answer = {"status": status, "stdout": stdout.read().decode(),
                      "stderr": stderr.read().decode()}
        self.wfile.write(json.dumps(answer).encode())


def run(arguments):
    # The caller's own files in place of those that were read, or not there, at the start.
    driver.session._config = driver.session._profile_map = None
    try:
        return driver.main(arguments)
    except SystemExit as end:  # wrong usage
        return end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def end_with_the_caller(socket):
    sys.stdin.buffer.read()
    os.unlink(socket)
    os._exit(0)


def main(socket):
    for service in SERVICES:
        for model in ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2"):
            with contextlib.suppress(UnknownServiceError):  # some have no waiters
                loader.load_service_model(service, model)
    loader.load_data("endpoints")
    driver._get_command_table()
    # A collection in a child would copy every page that is shared.
    gc.freeze()
    with Server(socket, Call) as server:
        threading.Thread(target=end_with_the_caller, args=(socket,), daemon=True).start()
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    driver = clidriver.create_clidriver()
    loader = driver.session.get_component("data_loader")
    main(sys.argv[1])
