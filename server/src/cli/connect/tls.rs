//! TLS by rustls: certificates as libpq's parameters name them, and errors in its words where it has any.
//!
//! What OpenSSL takes and rustls doesn't: TLS before 1.2, revocation lists, keys with a password, certificates of
//! version 1 where they are to be verified, and a name in a certificate's CN alone.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, CipherSuite, ClientConfig, DigitallySignedStruct, Error, ProtocolVersion, RootCertStore,
    SignatureScheme,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::hosts::{Host, SslMode};
use super::parameters::{Environment, Parameters};

/// How a connection's TLS is set up: read once for all attempts.
pub(super) struct Tls {
    config: ClientConfig,
}

/// Opens TLS over a connection to this host; an error is libpq's message.
impl Tls {
    pub(super) fn new(parameters: &Parameters, mode: SslMode, environment: Environment<'_>) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let trusted = trusted(parameters, mode, environment)?;
        let verifier = Verifier { trusted, name: mode == SslMode::VerifyFull, provider: Arc::clone(&provider) };
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&versions(parameters))
            .map_err(|e| format!("SSL error: {e}"))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match own_certificate(parameters, environment)? {
            Some((chain, key, path)) => config
                .with_client_auth_cert(chain, key)
                .map_err(|e| format!("could not load private key file \"{}\": {e}", path.display()))?,
            None => config.with_no_client_auth(),
        };
        config.enable_sni = parameters.get("sslsni") != Some("0");
        Ok(Self { config })
    }

    pub(super) async fn open(&self, stream: TcpStream, host: &Host) -> Result<(TlsStream<TcpStream>, String), String> {
        let name = if host.name.is_empty() || host.name.starts_with('/') { host.shown() } else { &host.name };
        let name = match ServerName::try_from(name.to_owned()) {
            Ok(name) => name,
            // A name that can't stand in a certificate; the address can.
            Err(_) => stream.peer_addr().map_err(|e| e.to_string())?.ip().into(),
        };
        let connector = TlsConnector::from(Arc::new(self.config.clone()));
        let stream = connector.connect(name, stream).await.map_err(|e| words(&e, host.shown()))?;
        let connection = stream.get_ref().1;
        let (protocol, cipher) = (connection.protocol_version(), connection.negotiated_cipher_suite());
        let cipher = cipher.map_or("unknown".to_owned(), |cipher| cipher_name(cipher.suite()));
        let protocol = match protocol {
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
            Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
            _ => "unknown",
        };
        let told = format!("SSL connection (protocol: {protocol}, cipher: {cipher}, compression: off)");
        Ok((stream, told))
    }
}

fn versions(parameters: &Parameters) -> Vec<&'static rustls::SupportedProtocolVersion> {
    let least = parameters.get("ssl_min_protocol_version").unwrap_or("TLSv1.2");
    let most = parameters.get("ssl_max_protocol_version").unwrap_or("TLSv1.3");
    let all = [("TLSv1.2", &rustls::version::TLS12), ("TLSv1.3", &rustls::version::TLS13)];
    all.into_iter().filter(|(name, _)| *name >= least && *name <= most).map(|(_, version)| version).collect()
}

/// As OpenSSL calls it.
fn cipher_name(suite: CipherSuite) -> String {
    let name = suite.as_str().unwrap_or("unknown");
    match name.strip_prefix("TLS13_") {
        Some(rest) => format!("TLS_{rest}"),
        None => name
            .trim_start_matches("TLS_")
            .replace("_WITH_", "_")
            .replace("AES_", "AES")
            .replace('_', "-")
            .replace("-POLY1305-SHA256", "-POLY1305"),
    }
}

fn home(environment: Environment<'_>, file: &str) -> Option<PathBuf> {
    Some(Path::new(&environment("HOME")?).join(".postgresql").join(file))
}

/// Whom the server's certificate must come from; nobody where there is no such file and none is asked for.
fn trusted(parameters: &Parameters, mode: SslMode, environment: Environment<'_>) -> Result<Option<Trusted>, String> {
    let mut found = Trusted { roots: RootCertStore::empty(), exact: Vec::new() };
    if parameters.get("sslrootcert") == Some("system") {
        // What the machine trusts, as OpenSSL's defaults do; a list compiled in would age with the binary.
        let system = rustls_native_certs::load_native_certs();
        found.roots.add_parsable_certificates(system.certs);
        return Ok(Some(found));
    }
    let path = parameters.get("sslrootcert").map(PathBuf::from).or_else(|| home(environment, "root.crt"));
    let path = path.unwrap_or_default();
    if !path.exists() {
        if matches!(mode, SslMode::VerifyCa | SslMode::VerifyFull) {
            return Err(format!(
                "root certificate file \"{}\" does not exist\n\
                 Either provide the file or change sslmode to disable server certificate verification.",
                path.display()
            ));
        }
        return Ok(None);
    }
    let unreadable = |why: &str| format!("could not read root certificate file \"{}\": {why}", path.display());
    for certificate in certificates(&path).map_err(|e| unreadable(&e))? {
        found.roots.add(certificate.clone()).map_err(|e| unreadable(&e.to_string()))?;
        found.exact.push(certificate);
    }
    if found.exact.is_empty() {
        return Err(unreadable("no certificate or crl found"));
    }
    Ok(Some(found))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let all = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    all.map_err(|e| e.to_string())
}

type Own = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>, PathBuf);

/// The client's own certificate, where there is one.
fn own_certificate(parameters: &Parameters, environment: Environment<'_>) -> Result<Option<Own>, String> {
    if parameters.get("sslcertmode") == Some("disable") {
        return Ok(None);
    }
    let named = |name: &str, file: &str| parameters.get(name).map(PathBuf::from).or_else(|| home(environment, file));
    let Some(path) = named("sslcert", "postgresql.crt").filter(|path| path.exists()) else { return Ok(None) };
    let chain =
        certificates(&path).map_err(|e| format!("could not read certificate file \"{}\": {e}", path.display()))?;
    let key = named("sslkey", "postgresql.key").unwrap_or_default();
    let Ok(metadata) = std::fs::metadata(&key) else {
        return Err(format!("certificate present, but not private key file \"{}\"", key.display()));
    };
    let allowed = if metadata.uid() == 0 { 0o037 } else { 0o077 };
    if metadata.mode() & allowed != 0 {
        return Err(format!(
            "private key file \"{}\" has group or world access; file must have permissions u=rw (0600) or less if owned \
             by the current user, or permissions u=rw,g=r (0640) or less if owned by root",
            key.display()
        ));
    }
    let read = PrivateKeyDer::from_pem_file(&key);
    let read = read.map_err(|e| format!("could not load private key file \"{}\": {e}", key.display()))?;
    Ok(Some((chain, read, key)))
}

fn words(error: &std::io::Error, host: &str) -> String {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    let Some(tls) = tls else { return format!("SSL error: {}", super::transport::plain(error)) };
    match tls {
        Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }) => {
            let names: Vec<&str> = presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name)).collect();
            let first = names.first().copied().unwrap_or("");
            let more = match names.len() {
                0 | 1 => String::new(),
                2 => " (and 1 other name)".to_owned(),
                n => format!(" (and {} other names)", n - 1),
            };
            format!("server certificate for \"{first}\"{more} does not match host name \"{host}\"")
        }
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => "SSL error: certificate verify failed".to_owned(),
        Error::InvalidCertificate(why) => format!("SSL error: certificate verify failed: {why}"),
        other => format!("SSL error: {other}"),
    }
}

#[derive(Debug)]
struct Trusted {
    roots: RootCertStore,
    /// The file's certificates as they are: a server's own, made by itself, may be among them.
    exact: Vec<CertificateDer<'static>>,
}

/// Verifies as much as `sslmode` asks for.
#[derive(Debug)]
struct Verifier {
    trusted: Option<Trusted>,
    name: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(trusted) = &self.trusted else { return Ok(ServerCertVerified::assertion()) };
        let parsed = ParsedCertificate::try_from(certificate)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        match verify_server_cert_signed_by_trust_anchor(&parsed, &trusted.roots, intermediates, now, algorithms) {
            Ok(()) => {}
            // One that signed itself is called an authority by its makers, and is trusted by name here; that it is
            // in date has been seen to before.
            Err(error) if is_authority(&error) && trusted.exact.iter().any(|one| one == certificate) => {}
            Err(error) => return Err(error),
        }
        if self.name {
            verify_server_name(&parsed, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if self.trusted.is_none() {
            // Anybody's certificate is taken, so whose key signed says nothing; and those of version 1 can't be read.
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if self.trusted.is_none() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn is_authority(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::Other(other))
        if other.0.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ciphers_as_openssl_calls_them() {
        for (suite, name) in [
            (CipherSuite::TLS13_AES_256_GCM_SHA384, "TLS_AES_256_GCM_SHA384"),
            (CipherSuite::TLS13_CHACHA20_POLY1305_SHA256, "TLS_CHACHA20_POLY1305_SHA256"),
            (CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "ECDHE-RSA-AES256-GCM-SHA384"),
            (CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "ECDHE-ECDSA-AES128-GCM-SHA256"),
            (CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, "ECDHE-RSA-CHACHA20-POLY1305"),
        ] {
            assert_eq!(cipher_name(suite), name);
        }
    }
}
