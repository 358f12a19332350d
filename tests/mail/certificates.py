"""A certificate for the mail server of the tests, made on the spot, and who trusts it."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.mail.server import HOST


@dataclass(frozen=True)
class Certificate:
    """``file`` is what a client trusts (also as ``SSL_CERT_FILE``); it holds the certificate only."""

    file: Path
    key_file: Path

    def shown(self) -> ssl.SSLContext:
        """For the server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key_file)
        return context

    def trusted(self) -> ssl.SSLContext:
        """For a client that trusts this one, and no other."""
        return ssl.create_default_context(cafile=str(self.file))


@cache
def _made() -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), private


def certificate(folder: Path) -> Certificate:
    """One for ``HOST``, good for a day."""
    made = Certificate(folder / "mail.pem", folder / "mail.key")
    public, private = _made()
    made.file.write_bytes(public)
    made.key_file.write_bytes(private)
    return made
