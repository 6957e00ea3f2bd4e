"""Secrets Manager: who reads or writes a secret with a KMS key of its own uses that key, too.

Source: Secrets Manager user guide, "Secret encryption and decryption". Stock asks nobody. A
changed key is used for the versions with one of AWS's labels; others keep the old one."""

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import kms
from ministack.services import secretsmanager as service

from qovery_emulator import iam, secrets

LABELS = {"AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"}
READ = ("kms:Decrypt",)
WRITE = ("kms:GenerateDataKey", "kms:Decrypt")


def may(actions, key, secret_arn):
    if not key or key.endswith("alias/aws/secretsmanager"):
        return True
    record = kms._resolve_key(key)
    arn = record["Arn"] if record else key
    context = {"kms:ViaService": f"secretsmanager.{get_region()}.amazonaws.com",
               "kms:CallerAccount": get_account_id(),
               "kms:EncryptionContextKeys": ["SecretARN", "SecretVersionId"],
               "kms:EncryptionContext:SecretARN": secret_arn}
    return all(iam_evaluator.enforce(iam.caller.get(), action, "kms", get_region(), arn, context)
               is None for action in actions)


def refuse():
    return error_response_json("AccessDeniedException", "Access to KMS is not allowed", 400)


def reencrypt(secret, before):
    for version in secret["Versions"].values():
        if LABELS.intersection(version["Stages"]):
            version["KmsKeyId"] = secret.get("KmsKeyId")
        version.setdefault("KmsKeyId", before)


def create_secret(data, original=secrets.create_secret):
    has_value = "SecretString" in data or "SecretBinary" in data
    arn = f"arn:aws:secretsmanager:{get_region()}:{get_account_id()}:secret:{data.get('Name')}"
    if has_value and not may(WRITE, data.get("KmsKeyId"), arn):
        return refuse()
    return original(data)


def get_secret_value(data, original=secrets.get_secret_value):
    _, secret = service._resolve(data.get("SecretId"))
    if secret and not secret.get("DeletedDate"):
        label = data.get("VersionStage") or "AWSCURRENT"
        version = secret["Versions"].get(data.get("VersionId")) or (
            service._find_stage_version(secret, label)[1])
        key = (version or {}).get("KmsKeyId", secret.get("KmsKeyId"))
        if version and not may(READ, key, secret["ARN"]):
            return refuse()
    return original(data)


def put_secret_value(data, original=secrets.put_secret_value):
    _, secret = service._resolve(data.get("SecretId"))
    if secret and not may(WRITE, secret.get("KmsKeyId"), secret["ARN"]):
        return refuse()
    answer = original(data)
    if answer[0] == 200:
        new = secret["Versions"].get(data.get("ClientRequestToken"), {})
        new.setdefault("KmsKeyId", secret.get("KmsKeyId"))
    return answer


def update_secret(data, original=service._update_secret):
    _, secret = service._resolve(data.get("SecretId"))
    before = (secret or {}).get("KmsKeyId")
    if secret and ("SecretString" in data or "KmsKeyId" in data):
        keys = {before, data.get("KmsKeyId", before)}
        if not all(may(WRITE, key, secret["ARN"]) for key in keys):
            return refuse()
    answer = original(data)
    if answer[0] == 200:
        reencrypt(secret, before)
    return answer


def patch():
    for name in ("create_secret", "get_secret_value", "put_secret_value", "update_secret"):
        setattr(service, f"_{name}", globals()[name])
