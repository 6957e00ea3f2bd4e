//! TLS client configuration: which certificate authorities are trusted.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem, pem::PemObject},
};
use thiserror::Error;

/// The file of certificate authorities is of no use.
#[derive(Debug, Error)]
pub enum CertificatesError {
    /// Not there, or no PEM.
    #[error(
        "cannot read the certificates of {0}: set SSL_CERT_FILE to a PEM file, or do not set it"
    )]
    Unreadable(PathBuf, #[source] pem::Error),
    /// PEM without a usable certificate.
    #[error(
        "{0} has a certificate that cannot be an authority: set SSL_CERT_FILE to another PEM file, or do not set it"
    )]
    Unusable(PathBuf, #[source] rustls::Error),
}

/// TLS 1.2 and 1.3 that trusts the authorities of that PEM file, or Mozilla's.
///
/// Mozilla's are linked in. The operating system's bundle has the same ones, as 200 KB of PEM that
/// every cold start would have to read and decode.
pub(super) fn client_config(ca_bundle: Option<&Path>) -> Result<ClientConfig, CertificatesError> {
    let roots = match ca_bundle {
        Some(file) => read(file)?,
        None => webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect(),
    };
    Ok(ClientConfig::builder()
        .with_root_certificates(Arc::new(roots))
        .with_no_client_auth())
}

fn read(file: &Path) -> Result<RootCertStore, CertificatesError> {
    let unreadable = |error| CertificatesError::Unreadable(file.to_owned(), error);
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(unreadable)? {
        roots
            .add(certificate.map_err(unreadable)?)
            .map_err(|error| CertificatesError::Unusable(file.to_owned(), error))?;
    }
    if roots.is_empty() {
        return Err(unreadable(pem::Error::NoItemsFound));
    }
    Ok(roots)
}
