//! A publisher's bucket: who is told what is absent, and writes that a policy asks conditions of.

use serde_json::json;
use support::aws::Aws;

use crate::world::{assume, code, document, fresh_account, role, run};

const OPEN_TO_POLICIES: &str = "put-public-access-block --public-access-block-configuration \
                                BlockPublicPolicy=false,RestrictPublicBuckets=false";

#[test]
fn what_is_absent_is_forbidden_to_whoever_may_not_list_the_bucket() {
    let account = fresh_account();
    let bucket = format!("published-{}", account.id());
    let objects = format!("arn:aws:s3:::{bucket}/*");
    for line in ["create-bucket", OPEN_TO_POLICIES] {
        run(account.aws(), &format!("s3api {line} --bucket {bucket}")).unwrap();
    }
    let policy = document(&json!([
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": objects},
        {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": objects,
            "Condition": {"Null": {"s3:if-none-match": "true"}}},
    ]));
    let put = format!("s3api put-bucket-policy --bucket {bucket} --policy {policy}");
    run(account.aws(), &put).unwrap();
    let call = |aws: &Aws, line: &str| run(aws, &format!("s3api {line} --bucket {bucket}"));

    let may_write = json!({"Effect": "Allow", "Action": "s3:PutObject", "Resource": objects});
    let writer = assume(&account, &role(&account, "writer", &may_write)).unwrap();
    assert_eq!(code(call(&writer, "put-object --key one")), "AccessDenied");
    call(&writer, "put-object --key one --if-none-match *").unwrap();
    let again = call(&writer, "put-object --key one --if-none-match *");
    assert_eq!(code(again), "PreconditionFailed");

    let read = |who: &Aws, key: &str, how: &str| {
        call(who, &format!("get-object /dev/null --key {key} {how}"))
    };
    let anybody = "--no-sign-request";
    read(&writer, "one", anybody).unwrap();
    read(&writer, "one", "").unwrap();
    assert_eq!(code(read(&writer, "none", anybody)), "AccessDenied");
    assert_eq!(code(read(&writer, "none", "")), "AccessDenied");
    assert_eq!(code(read(account.aws(), "none", "")), "NoSuchKey");

    let may_list =
        json!({"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*"});
    let reader = assume(&account, &role(&account, "reader", &may_list)).unwrap();
    assert_eq!(code(read(&reader, "none", "")), "NoSuchKey");
}
