//! What holds a user, a role or a policy that is to be deleted.

use support::cloudformation::Template;

use crate::world::{assert_status, code, document, fixture, fresh_account, nothing, run};

const CODES: &str = "--authentication-code1 111111 --authentication-code2 222222";
const MFA: &str = "iam create-virtual-mfa-device --virtual-mfa-device-name m \
                   --bootstrap-method Base32StringSeed --outfile /dev/null";

/// What can be given to a user, given the ARN of a policy and the serial number of a device: the
/// call that gives it, and the call that takes it away.
fn held(policy: &str, device: &str) -> [[String; 2]; 8] {
    let inline = document(&nothing());
    [
        [
            format!("put-user-policy --policy-name i --policy-document {inline}"),
            "delete-user-policy --policy-name i".to_owned(),
        ],
        [
            format!("attach-user-policy --policy-arn {policy}"),
            format!("detach-user-policy --policy-arn {policy}"),
        ],
        [
            "add-user-to-group --group-name g".to_owned(),
            "remove-user-from-group --group-name g".to_owned(),
        ],
        [
            "create-login-profile --password Secret-123456".to_owned(),
            "delete-login-profile".to_owned(),
        ],
        [
            format!("enable-mfa-device --serial-number {device} {CODES}"),
            format!("deactivate-mfa-device --serial-number {device}"),
        ],
        [
            "upload-ssh-public-key --ssh-public-key-body b",
            "delete-ssh-public-key --ssh-public-key-id APKA0000000000000001",
        ]
        .map(str::to_owned),
        [
            "upload-signing-certificate --certificate-body b",
            "delete-signing-certificate --certificate-id CERTIFICATE0000000000000001",
        ]
        .map(str::to_owned),
        [
            "create-service-specific-credential --service-name codecommit.amazonaws.com",
            "delete-service-specific-credential --service-specific-credential-id ACCA0000000000000001",
        ]
        .map(str::to_owned),
    ]
}

#[test]
fn a_user_is_not_deleted_while_something_is_left_of_it() {
    let account = fresh_account();
    let call = |line: &str| run(account.aws(), line);
    let policy = document(&nothing());
    let made = call(&format!(
        "iam create-policy --policy-name p --policy-document {policy}"
    ));
    let policy = made.unwrap()["Policy"]["Arn"].clone();
    let device = call(MFA).unwrap()["VirtualMFADevice"]["SerialNumber"].clone();
    call("iam create-group --group-name g").unwrap();
    call("iam create-user --user-name u").unwrap();
    let on_user = |line: &str| call(&format!("iam {line} --user-name u"));
    for [hold, release] in held(policy.as_str().unwrap(), device.as_str().unwrap()) {
        on_user(&hold).unwrap();
        assert_eq!(code(on_user("delete-user")), "DeleteConflict", "{hold}");
        on_user(&release).unwrap();
    }
    on_user("delete-user").unwrap();
}

#[test]
fn a_policy_is_not_deleted_while_it_is_used_or_has_another_version() {
    let account = fresh_account();
    let call = |line: &str| run(account.aws(), line);
    let policy = document(&nothing());
    let made = call(&format!(
        "iam create-policy --policy-name p --policy-document {policy}"
    ));
    let arn = made.unwrap()["Policy"]["Arn"].as_str().unwrap().to_owned();
    let of = |verb: &str, rest: &str| call(&format!("iam {verb} --policy-arn {arn} {rest}"));
    call("iam create-user --user-name u").unwrap();
    of("attach-user-policy", "--user-name u").unwrap();
    of(
        "create-policy-version",
        &format!("--policy-document {policy}"),
    )
    .unwrap();
    assert_eq!(code(of("delete-policy", "")), "DeleteConflict");
    of("detach-user-policy", "--user-name u").unwrap();
    assert_eq!(code(of("delete-policy", "")), "DeleteConflict");
    of("delete-policy-version", "--version-id v2").unwrap();
    of("delete-policy", "").unwrap();
}

#[test]
fn cloudformation_takes_off_what_its_template_has_put_there_and_nothing_else() {
    let account = fresh_account();
    let stack = account.stack("identities");
    let created = stack.create(&Template::File(fixture("identities.yaml")), &[]);
    let outputs = created.unwrap().outputs;
    let (role, user) = (&outputs["Role"], &outputs["User"]);
    let inline = format!(
        "--policy-name theirs --policy-document {}",
        document(&nothing())
    );
    let put = format!("iam put-role-policy --role-name {role} {inline}");
    run(account.aws(), &put).unwrap();
    let create = format!("iam create-access-key --user-name {user}");
    run(account.aws(), &create).unwrap();
    let refused = stack.delete().unwrap();
    assert_status(&refused, "DELETE_FAILED");
    assert!(
        refused.reason.contains("[Role, User]"),
        "{}",
        refused.reason
    );
}
