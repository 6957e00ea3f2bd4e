"""The custom resource's Create in Python, as one writes it with crhelper and boto3.

Clients are made once, when the sandbox starts, and keep their connections. What does not wait for
anything else is asked side by side, on a pool of threads. It asks what the function in Rust asks:
the token, the role, the account and three simulations at once; then Qovery's credentials; then it
registers; then crhelper answers.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import boto3
import urllib3
from crhelper import CfnResource

helper = CfnResource(json_logging=True, log_level="INFO", boto_level="CRITICAL")

iam = boto3.client("iam")
sts = boto3.client("sts")
secrets = boto3.client("secretsmanager")
# boto3 brings urllib3; its default context takes the machine's roots.
http = urllib3.PoolManager()
pool = ThreadPoolExecutor(max_workers=6)

# The actions by resource: the same that the function in Rust asks about.
NEEDED = json.loads(os.environ["NEEDED_PERMISSIONS"])


@helper.create
def create(event, _context):
    properties = event["ResourceProperties"]
    role_arn = properties["RoleArn"]
    role_name = role_arn.rsplit("/", 1)[-1]
    token = pool.submit(read_token, properties["ApiTokenSecretArn"])
    role = pool.submit(iam.get_role, RoleName=role_name)
    account = pool.submit(sts.get_caller_identity)
    simulations = [
        pool.submit(denied, role_arn, actions, resource) for resource, actions in NEEDED.items()
    ]
    api = Api(properties["OrganizationId"], **token.result())
    credentials = api.list()

    untrusted = check_trust(
        role.result()["Role"]["AssumeRolePolicyDocument"],
        properties["TrustedPrincipals"].split(","),
    )
    missing = [action for simulation in simulations for action in simulation.result()]
    if untrusted or missing:
        raise ValueError(f"refused: {untrusted} {missing}")

    existing = [one["id"] for one in credentials if one.get("role_arn") == role_arn]
    if len(existing) > 1:
        raise ValueError(f"several credentials: {existing}")
    how = "adopted" if existing else "created"
    identifier = existing[0] if existing else api.create(properties["CredentialsName"], role_arn)
    helper.Data.update(
        CredentialsId=identifier,
        AccountId=account.result()["Account"],
        RoleArn=role_arn,
        TrustedPrincipals=properties["TrustedPrincipals"],
        Verdict="trusted",
    )
    return f"{properties['OrganizationId']}/{identifier}/{how}"


def read_token(arn):
    """The token, and where it may go: the secret says both."""
    text = secrets.get_secret_value(SecretId=arn)["SecretString"]
    secret = json.loads(text) if text.lstrip().startswith("{") else {"token": text}
    return {"token": secret["token"], "url": secret.get("api_url", "https://api.qovery.com")}


def denied(role_arn, actions, resource):
    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=role_arn, ActionNames=actions, ResourceArns=[resource]
    )
    results = [result for page in pages for result in page["EvaluationResults"]]
    return [one["EvalActionName"] for one in results if one["EvalDecision"] != "allowed"]


def check_trust(policy, principals):
    """A plain reading: every principal is trusted, and nobody else is."""
    policy = json.loads(unquote(policy)) if isinstance(policy, str) else policy
    statements = policy["Statement"]
    statements = statements if isinstance(statements, list) else [statements]
    allowed = set()
    for statement in statements:
        if statement["Effect"] != "Allow":
            return "a Deny statement"
        trusted = statement["Principal"]
        if trusted == "*":
            return "anybody may assume the role"
        trusted = trusted.get("AWS", [])
        trusted = trusted if isinstance(trusted, list) else [trusted]
        allowed.update(one.split(":")[4] if one.startswith("arn:") else one for one in trusted)
    wanted = {one.strip() for one in principals}
    return "" if allowed == wanted else f"trusts {sorted(allowed)}"


class Api:
    def __init__(self, organization, token, url):
        self.base = f"{url}/organization/{organization}"
        self.headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}

    def request(self, method, path, **arguments):
        response = http.request(method, self.base + path, headers=self.headers, **arguments)
        if response.status >= 300:
            raise ValueError(f"Qovery answered {response.status} to {method} {path}")
        return response.json()

    def list(self):
        return [one["credential"] for one in self.request("GET", "/credentials")["results"]]

    def create(self, name, role_arn):
        body = json.dumps({"type": "AWS_ROLE", "name": name, "role_arn": role_arn})
        return self.request("POST", "/aws/credentials", body=body)["id"]


def handle(event, context):
    helper(event, context)
