"""What a test may ask of the emulator itself: `POST /_qovery/<command>?<name>=<value>`, for the
account of the caller.

A module adds its command to `COMMANDS`: a function whose parameters are those of the query."""

from urllib.parse import urlsplit

from ministack import app

PREFIX = "/_qovery/"
COMMANDS = {}


async def handle(method, path, headers, query, request_id,
                 original=app._handle_pre_body_request):
    route = urlsplit(path).path
    if method != "POST" or not route.startswith(PREFIX):
        return await original(method, path, headers, query, request_id)
    try:
        COMMANDS[route.removeprefix(PREFIX)](**{name: values[0] for name, values in query.items()})
    except (KeyError, TypeError, ValueError) as error:
        return 400, {}, f"{route}: {error}\n".encode()
    return 200, {}, b""


def patch():
    app._handle_pre_body_request = handle
