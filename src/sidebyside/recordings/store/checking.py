"""Whether a bucket can keep films: tried before a school is opened, and said in sentences for the operator."""

from typing import Any

from botocore.exceptions import ClientError

from sidebyside.recordings.store.sealing import NotReady

SEE = "See docs/guides/operator.md, Films on an S3 service."
_WRONG_KEY = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "AuthorizationHeaderMalformed"}
_NO_BUCKET = {"NoSuchBucket"}
_REGION = {"PermanentRedirect", "IllegalLocationConstraintException", "AuthorizationHeaderMalformed"}


def checked(client: Any, bucket: str, key: str) -> None:
    """Put, read, list and delete one small object. Raises NotReady; what is no refusal goes up as it is."""
    try:
        client.list_objects_v2(Bucket=bucket, MaxKeys=1)
        client.put_object(Bucket=bucket, Key=key, Body=b"Sidebyside was here.")
        client.get_object(Bucket=bucket, Key=key)["Body"].read()
        answer = client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key}], "Quiet": True})
    except ClientError as error:
        code, status = (
            str(error.response["Error"]["Code"]),
            error.response["ResponseMetadata"]["HTTPStatusCode"],
        )
        raise NotReady(sentence(code, status, bucket)) from None
    if answer.get("Errors"):
        raise NotReady(f"Nothing can be deleted from the bucket {bucket}. Let the key delete objects. {SEE}")
    if keeps_versions(client, bucket):
        raise NotReady(
            f"The bucket {bucket} keeps old versions of what is deleted, and deleted must mean gone. "
            f"Switch versioning off, or take another bucket. {SEE}"
        )


def sentence(code: str, status: int, bucket: str) -> str:
    if code in _NO_BUCKET or (status == 404 and code != "NoSuchKey"):
        return f"There is no bucket {bucket} at the S3 service. Make it, or set SIDEBYSIDE_S3_BUCKET. {SEE}"
    if code in _REGION or status in {301, 307}:
        return f"The bucket {bucket} is in another region. Set SIDEBYSIDE_S3_REGION. {SEE}"
    if code in _WRONG_KEY:
        return (
            "The S3 service does not know this key. Look at SIDEBYSIDE_S3_KEY_ID and SIDEBYSIDE_S3_SECRET_FILE. "
            + SEE
        )
    if status == 403:
        return f"The S3 key may not list, read, write and delete in the bucket {bucket}. Let it do all four. {SEE}"
    return f"The S3 service refuses with {status} {code}. {SEE}"


def keeps_versions(client: Any, bucket: str) -> bool:
    """False also where the service knows no versions, or does not let this key look."""
    try:
        return bool(client.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled")
    except ClientError:
        return False
