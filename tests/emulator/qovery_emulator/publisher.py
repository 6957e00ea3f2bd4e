"""S3: CloudFormation and Lambda read templates and code from another account's bucket.

AWS does so where the bucket's policy allows it, as a publisher's does; stock looks at the
caller's own buckets only. Here every bucket is a publisher's.
"""

from ministack.services import s3


def object_data(bucket, key, version_id=None, original=s3._get_object_data):
    found = original(bucket, key, version_id)
    if found is not None:
        return found
    owners = [record for (_, name), record in list(s3._buckets._data.items()) if name == bucket]
    for record in owners:
        if key in record["objects"]:
            return s3._read_body(bucket, key, record["objects"][key])
    return None


def patch():
    s3._get_object_data = object_data
