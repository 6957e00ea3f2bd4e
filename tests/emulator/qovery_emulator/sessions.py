"""STS: a session is no longer than its role allows. Stock takes any `DurationSeconds`."""

from urllib.parse import parse_qs

from ministack.services import iam, sts


async def handle_request(method, path, headers, body, query, original=sts.handle_request):
    form = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
    if form.get("Action") == "AssumeRole":
        arn = form.get("RoleArn", "").split(":")
        role = len(arn) == 6 and iam._roles.get_scoped(arn[4], None, arn[5].rsplit("/", 1)[-1])
        if role and int(form.get("DurationSeconds") or 3600) > role["MaxSessionDuration"]:
            return iam._error(400, "ValidationError", "The requested DurationSeconds exceeds the "
                              "MaxSessionDuration set for this role.", ns="sts")
    return await original(method, path, headers, body, query)


def patch():
    sts.handle_request = handle_request
