"""Expands AWS::Serverless as CloudFormation's transform does: a template in, a template out.

The library is the transform's own. It reads a region, which shows in no template without managed
policies or APIs, and calls nothing.
"""

import json
import logging
import sys
from types import SimpleNamespace

from samtranslator.translator.transform import transform

logging.getLogger("samtranslator").setLevel(logging.ERROR)
json.dump(transform(json.load(sys.stdin), {}, SimpleNamespace(load=dict)), sys.stdout)
