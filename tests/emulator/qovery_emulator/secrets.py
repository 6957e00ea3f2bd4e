"""Secrets Manager: versions and staging labels as AWS keeps them."""

import json
import re

from ministack.core.responses import error_response_json, json_response
from ministack.services import secretsmanager as service


def is_empty(version):
    return version.get("SecretString") is None and version.get("SecretBinary") is None


def create_secret(data, original=service._create_secret):
    """AWS names the first version by the caller's token; stock makes up a name."""
    status, headers, body = original(data)
    token = data.get("ClientRequestToken")
    if status != 200 or not token:
        return status, headers, body
    answer = json.loads(body)
    _, secret = service._resolve(answer["ARN"])
    secret["Versions"] = {token: version for version in secret["Versions"].values()}
    return json_response({**answer, "VersionId": token})


def put_secret_value(data, original=service._put_secret_value):
    """AWS takes the same token and value again, refuses another value, moves labels, and puts
    `AWSCURRENT` on the first version of a secret, whatever labels it is given."""
    _, secret = service._resolve(data.get("SecretId"))
    if not secret:
        return original(data)
    token = data.get("ClientRequestToken")
    version = secret["Versions"].get(token)
    if version and not is_empty(version):
        if any(version.get(part) != data.get(part) for part in ("SecretString", "SecretBinary")):
            return error_response_json(
                "ResourceExistsException",
                "A resource with the ID you requested already exists.", 400)
        return json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token,
                              "VersionStages": list(version["Stages"])})
    for stage in data.get("VersionStages") or []:
        if stage != "AWSCURRENT":  # stock moves that one, with AWSPREVIOUS
            for other in [name for name in secret["Versions"] if name != token]:
                service._remove_stage(secret, other, stage)
    is_first = all(is_empty(other) for other in secret["Versions"].values())
    answer = original(data)
    if is_first and answer[0] == 200:
        new = json.loads(answer[2])["VersionId"]
        if "AWSCURRENT" not in secret["Versions"][new]["Stages"]:
            service._remove_stage_everywhere(secret, "AWSCURRENT")
            secret["Versions"][new]["Stages"].append("AWSCURRENT")
    return answer


def get_secret_value(data, original=service._get_secret_value):
    """AWS finds no value in a version that has none, and wants id and label to agree."""
    _, secret = service._resolve(data.get("SecretId"))
    if not secret or secret.get("DeletedDate"):
        return original(data)
    wanted, stage = data.get("VersionId"), data.get("VersionStage")
    if wanted:
        version = secret["Versions"].get(wanted)
        what = f"VersionId: {wanted}"
    else:
        _, version = service._find_stage_version(secret, stage or "AWSCURRENT")
        what = f"staging label: {stage or 'AWSCURRENT'}"
    if version and wanted and stage and stage not in version["Stages"]:
        return error_response_json(
            "InvalidRequestException",
            "You provided a VersionStage that is not associated to the provided VersionId.", 400)
    if version and is_empty(version):
        return error_response_json(
            "ResourceNotFoundException",
            f"Secrets Manager can't find the specified secret value for {what}", 400)
    return original(data)


def describe_secret(data, original=service._describe_secret):
    """AWS tells when a rotation last finished, and by when the next one is due."""
    status, headers, body = original(data)
    _, secret = service._resolve(data.get("SecretId"))
    if status != 200:
        return status, headers, body
    dates = {"LastRotatedDate": secret.get("LastRotatedDate"),
             "NextRotationDate": next_rotation(secret)}
    known = {name: date for name, date in dates.items() if date}
    return json_response({**json.loads(body), **known})


def next_rotation(secret):
    """Of a rate; the dates of a cron expression are left out."""
    rules = secret.get("RotationRules") or {}
    rate = re.fullmatch(r"rate\((\d+) (hour|day)s?\)", rules.get("ScheduleExpression") or "")
    if not rate or not secret.get("RotationEnabled"):
        return None
    seconds = int(rate[1]) * {"hour": 3600, "day": 86400}[rate[2]]
    return (secret.get("LastRotatedDate") or secret["CreatedDate"]) + seconds


def patch():
    service._create_secret = create_secret
    service._put_secret_value = put_secret_value
    service._get_secret_value = get_secret_value
    service._describe_secret = describe_secret
