"""IAM: what a user signs in with besides access keys and a password. Stock knows none of it.

Sources: IAM API reference of UploadSSHPublicKey, UploadSigningCertificate,
CreateServiceSpecificCredential, and of the operations that list and delete them."""

from ministack.services import iam as service

ACTIVE = "<Status>Active</Status>"
SINCE = "2026-01-01T00:00:00Z"
# What it is called, the operations that make, list and delete one, the list, how its id begins, and
# what is shown beside the id.
KINDS = [
    ("SSHPublicKey", "UploadSSHPublicKey", "ListSSHPublicKeys", "DeleteSSHPublicKey",
     "SSHPublicKeys", "SSHPublicKeyId", "APKA", f"{ACTIVE}<UploadDate>{SINCE}</UploadDate>"),
    ("Certificate", "UploadSigningCertificate", "ListSigningCertificates",
     "DeleteSigningCertificate", "Certificates", "CertificateId", "CERTIFICATE",
     f"{ACTIVE}<CertificateBody>body</CertificateBody>"),
    ("ServiceSpecificCredential", "CreateServiceSpecificCredential",
     "ListServiceSpecificCredentials", "DeleteServiceSpecificCredential",
     "ServiceSpecificCredentials", "ServiceSpecificCredentialId", "ACCA",
     f"{ACTIVE}<CreateDate>{SINCE}</CreateDate><ServiceUserName>by-hand</ServiceUserName>"
     "<ServiceName>codecommit.amazonaws.com</ServiceName>"),
]


def of_user(name):
    """The ids by kind. None: there is no such user."""
    user = service._users.get(name)
    return None if user is None else user.setdefault("SignIns", {})


def operations(kind, make, list_all, delete, plural, id_name, prefix, shown):
    def result(operation, inside):
        return service._xml(200, f"{operation}Response",
                            f"<{operation}Result>{inside}</{operation}Result>", ns="iam")

    def element(name, user, one):
        return f"<{name}><UserName>{user}</UserName><{id_name}>{one}</{id_name}>{shown}</{name}>"

    def known(call):
        def checked(params):
            user = service._p(params, "UserName")
            ids = of_user(user)
            if ids is None:
                return service._error(404, "NoSuchEntity", f"The user {user} cannot be found.")
            return call(params, user, ids.setdefault(kind, []))
        return checked

    def made(_params, user, ids):
        ids.append(f"{prefix}{len(ids) + 1:016}")
        return result(make, element(kind, user, ids[-1]))

    def listed(_params, user, ids):
        members = "".join(element("member", user, one) for one in ids)
        return result(list_all, f"<{plural}>{members}</{plural}><IsTruncated>false</IsTruncated>")

    def deleted(params, _user, ids):
        one = service._p(params, id_name)
        if one not in ids:
            return service._error(404, "NoSuchEntity", f"{one} cannot be found.")
        ids.remove(one)
        return result(delete, "")
    return {make: known(made), list_all: known(listed), delete: known(deleted)}


def patch():
    for kind in KINDS:
        service._IAM_HANDLERS.update(operations(*kind))
