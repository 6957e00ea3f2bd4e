"""CloudFormation: resource types that stock lacks, or makes half."""

import json

from ministack.services import lambda_svc, secretsmanager
from ministack.services.cloudformation import provisioners

from qovery_emulator import rotation

HANDLERS = provisioners._RESOURCE_HANDLERS


def secret_of(physical_id):
    _, secret = secretsmanager._resolve(physical_id)
    return secret


def succeed(answer):
    """Raises what a service refused, as CloudFormation reports it."""
    status, _, body = answer
    if status >= 400:
        fault = json.loads(body)
        raise ValueError(fault.get("message") or fault.get("Message") or str(fault))


class Secret:
    """`Ref` is the ARN in AWS (stock: the name), and a secret without a value has no version."""

    stock = dict(HANDLERS["AWS::SecretsManager::Secret"])

    @classmethod
    def create(cls, logical_id, props, stack):
        name, attributes = cls.stock["create"](logical_id, props, stack)
        if not props.get("SecretString") and not props.get("GenerateSecretString"):
            secretsmanager._secrets[name]["Versions"] = {}
        return attributes["Arn"], attributes

    @classmethod
    def update(cls, physical_id, old, new, stack, logical_id=None):
        name = secret_of(physical_id)["Name"]
        _, attributes = cls.stock["update"](name, old, new, stack, logical_id)
        return attributes["Arn"], attributes

    @classmethod
    def delete(cls, physical_id, props):
        if secret := secret_of(physical_id):
            cls.stock["delete"](secret["Name"], props)


class RotationSchedule:
    """Not in stock. Rotates at once unless `RotateImmediatelyOnUpdate` is false."""

    @staticmethod
    def create(_logical_id, props, _stack):
        rules = dict(props.get("RotationRules") or {})
        if "AutomaticallyAfterDays" in rules:
            rules["AutomaticallyAfterDays"] = int(rules["AutomaticallyAfterDays"])
        at_once = str(props.get("RotateImmediatelyOnUpdate", True)).lower() != "false"
        succeed(rotation.rotate_secret({
            "SecretId": props["SecretId"], "RotationLambdaARN": props.get("RotationLambdaARN"),
            "RotationRules": rules, "RotateImmediately": at_once}))
        arn = secret_of(props["SecretId"])["ARN"]
        return arn, {"Id": arn}

    @classmethod
    def update(cls, _physical_id, _old, new, stack, logical_id=None):
        return cls.create(logical_id, new, stack)

    @staticmethod
    def delete(physical_id, _props):
        if secret := secret_of(physical_id):
            secret["RotationEnabled"] = False
            secret.pop("RotationLambdaARN", None)


class ResourcePolicy:
    """Not in stock."""

    @staticmethod
    def create(_logical_id, props, _stack):
        succeed(secretsmanager._put_resource_policy({
            "SecretId": props["SecretId"],
            "ResourcePolicy": json.dumps(props["ResourcePolicy"])}))
        arn = secret_of(props["SecretId"])["ARN"]
        return arn, {"Id": arn}

    @classmethod
    def update(cls, _physical_id, _old, new, stack, logical_id=None):
        return cls.create(logical_id, new, stack)

    @staticmethod
    def delete(physical_id, _props):
        if secret_of(physical_id):
            secretsmanager._delete_resource_policy({"SecretId": physical_id})


class Function:
    """Stock drops the dead-letter queue and the reserved concurrency, and takes missing code."""

    stock = dict(HANDLERS["AWS::Lambda::Function"])

    @classmethod
    def create(cls, logical_id, props, stack):
        code = props.get("Code") or {}
        bucket, key = code.get("S3Bucket"), code.get("S3Key")
        if key and lambda_svc._fetch_code_from_s3(bucket, key) is None:
            raise ValueError("Error occurred while GetObject. S3 Error Code: NoSuchKey. "
                             "S3 Error Message: The specified key does not exist.")
        return cls.complete(cls.stock["create"](logical_id, props, stack), props)

    @classmethod
    def update(cls, physical_id, old, new, stack, logical_id=None):
        return cls.complete(cls.stock["update"](physical_id, old, new, stack, logical_id), new)

    @staticmethod
    def complete(made, props):
        function = lambda_svc._functions[made[0]]
        function["config"]["DeadLetterConfig"] = props.get("DeadLetterConfig") or {}
        reserved = props.get("ReservedConcurrentExecutions")
        function["concurrency"] = None if reserved in (None, "") else int(reserved)
        return made


def patch():
    for name, handler in (("AWS::SecretsManager::Secret", Secret),
                          ("AWS::SecretsManager::RotationSchedule", RotationSchedule),
                          ("AWS::SecretsManager::ResourcePolicy", ResourcePolicy),
                          ("AWS::Lambda::Function", Function)):
        stock = HANDLERS.get(name, {})
        HANDLERS[name] = {**stock, "create": handler.create, "update": handler.update,
                          **({"delete": handler.delete} if hasattr(handler, "delete") else {})}
