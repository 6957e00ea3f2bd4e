"""S3: a publisher's bucket, from outside and from inside.

CloudFormation and Lambda read templates and code from another account's bucket. AWS lets them where
the bucket's policy does; stock looks at the caller's own buckets only. Here every bucket is a
publisher's for these two. Whoever may not list a bucket is not told what is absent, and a policy can
ask for conditional writes.
"""

import functools

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import s3

from qovery_emulator.simulation import Simulated

CONDITIONS = ("if-match", "if-none-match")


def object_data(bucket, key, version_id=None, original=s3._get_object_data):
    found = original(bucket, key, version_id)
    if found is not None:
        return found
    owners = [record for (_, name), record in list(s3._buckets._data.items()) if name == bucket]
    for record in owners:
        if key in record["objects"]:
            return s3._read_body(bucket, key, record["objects"][key])
    return None


def object_context(action, query, path, headers, original=iam_actions._s3_object_context):
    """`s3:if-match` and `s3:if-none-match` of a write."""
    given = {f"s3:{name}": headers[name] for name in CONDITIONS if headers.get(name)}
    return {**original(action, query, path, headers), **(given if action == "s3:PutObject" else {})}


def condition_key(key, context, original):
    """The loopback stands in for TLS."""
    if key.lower() == "aws:securetransport" and not isinstance(context, Simulated):
        return "true"
    return original(key, context)


def may_list(bucket, caller, key_id, headers):
    owner = s3._bucket_owner_account(bucket)
    if caller != owner:
        return s3._foreign_bucket_allows(owner, bucket, "", "GET", {}, caller, headers)
    denied = iam_evaluator.enforce(key_id, "s3:ListBucket", "s3", get_region(), f"arn:aws:s3:::{bucket}")
    return denied is None


async def handle_request(method, path, headers, body, query, *rest, original=s3.handle_request, **named):
    """`AccessDenied` in place of `NoSuchKey`, unless the caller may list the bucket."""
    bucket, key = s3._parse_bucket_key(path, headers)
    key_id = s3._request_access_key(method, key, headers, query, body)
    # Of the caller, before the request becomes one of the bucket's owner.
    caller = get_account_id() if key_id else ""
    answer = await original(method, path, headers, body, query, *rest, **named)
    is_absent = answer[0] == 404 and key and method in ("GET", "HEAD")
    if not is_absent or s3._bucket_owner_account(bucket) is None or may_list(bucket, caller, key_id, headers):
        return answer
    return s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}/{key}")


def patch():
    s3._get_object_data = object_data
    s3.handle_request = handle_request
    iam_actions._s3_object_context = object_context
    # Around what is there by now: a simulation knows nothing but what it is given.
    iam_evaluator._resolve_condition_key = functools.partial(
        condition_key, original=iam_evaluator._resolve_condition_key)
