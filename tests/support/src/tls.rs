//! A certificate authority of our own, for servers on 127.0.0.1.

use std::sync::Arc;

use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivatePkcs8KeyDer},
};

/// Who trusts its certificate trusts what the stand-ins serve.
#[derive(Clone)]
pub struct Authority {
    certificate: String,
    acceptor: TlsAcceptor,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Authority")
    }
}

impl Authority {
    /// With keys that nobody had before.
    pub fn new() -> Result<Self> {
        let mut own = CertificateParams::default();
        // Of one name, issuer and server would be taken for the same by OpenSSL.
        own.distinguished_name.push(DnType::CommonName, "stand-ins");
        own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Asked for by Python's `ssl`.
        own.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let issuer = CertifiedIssuer::self_signed(own, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let mut server = CertificateParams::new(vec!["127.0.0.1".to_owned()])?;
        server
            .distinguished_name
            .push(DnType::CommonName, "stand-in");
        server.use_authority_key_identifier_extension = true;
        let server = server.signed_by(&key, &issuer)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![server.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )?;
        Ok(Self {
            certificate: issuer.pem(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }

    /// The authority's certificate, as PEM: for a bundle of roots.
    #[must_use]
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }
}
