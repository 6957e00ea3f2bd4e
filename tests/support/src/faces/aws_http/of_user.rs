//! What hangs on a user, as XML.

use time::OffsetDateTime;

use super::{
    page::Page,
    xml::{date, element, members},
};

pub(super) fn groups(page: &Page<String>) -> String {
    let group = |name: &String| {
        element("Path", "/")
            + &element("GroupName", name)
            + &element("GroupId", "AGPAFAKE")
            + &element("Arn", format!("arn:aws:iam::123456789012:group/{name}"))
            + &element("CreateDate", date(OffsetDateTime::UNIX_EPOCH))
    };
    members("Groups", &page.items, group) + &page.end()
}

pub(super) fn mfa_devices(page: &Page<String>) -> String {
    let device = |serial: &String| {
        element("UserName", "user")
            + &element("SerialNumber", serial)
            + &element("EnableDate", date(OffsetDateTime::UNIX_EPOCH))
    };
    members("MFADevices", &page.items, device) + &page.end()
}

pub(super) fn ssh_public_keys(page: &Page<String>) -> String {
    let key = |id: &String| {
        element("UserName", "user")
            + &element("SSHPublicKeyId", id)
            + &element("Status", "Active")
            + &element("UploadDate", date(OffsetDateTime::UNIX_EPOCH))
    };
    members("SSHPublicKeys", &page.items, key) + &page.end()
}

pub(super) fn signing_certificates(page: &Page<String>) -> String {
    let certificate = |id: &String| {
        element("UserName", "user")
            + &element("CertificateId", id)
            + &element("CertificateBody", "body")
            + &element("Status", "Active")
    };
    members("Certificates", &page.items, certificate) + &page.end()
}

pub(super) fn service_specific_credentials(page: &Page<String>) -> String {
    let credential = |id: &String| {
        element("UserName", "user")
            + &element("Status", "Active")
            + &element("ServiceUserName", "user-at-123456789012")
            + &element("CreateDate", date(OffsetDateTime::UNIX_EPOCH))
            + &element("ServiceSpecificCredentialId", id)
            + &element("ServiceName", "codecommit.amazonaws.com")
    };
    members("ServiceSpecificCredentials", &page.items, credential) + &page.end()
}

pub(super) fn login_profile(user: &str) -> String {
    let fields =
        element("UserName", user) + &element("CreateDate", date(OffsetDateTime::UNIX_EPOCH));
    format!("<LoginProfile>{fields}</LoginProfile>")
}
