"""A passkey in software, for apps that are tests: what a phone answers to the server's options."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

Flags = AuthenticatorData.FLAG


@dataclass
class SoftwarePasskey:
    """Signs in its user at `origin`, such as "https://testserver"."""

    origin: str
    site: str
    credential_id: bytes = b"a passkey of a test"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    user_handle: str = ""

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to the server's `creation_options`."""
        options = options["publicKey"]
        self.user_handle = options["user"]["id"]
        public = AttestedCredentialData.create(
            b"\x00" * 16, self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        told = self._told(Flags.UP | Flags.UV | Flags.AT, 0, public)
        return self._answer(
            {
                "clientDataJSON": websafe_encode(self._client_data("create", options)),
                "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
            },
            {"credProps": {"rk": True}},
        )

    def signed(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to the server's `request_options`."""
        client_data = self._client_data("get", options["publicKey"])
        told = self._told(Flags.UP | Flags.UV, 1)
        signature = self.key.sign(
            bytes(told) + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client_data),
                "authenticatorData": websafe_encode(bytes(told)),
                "signature": websafe_encode(signature),
                "userHandle": self.user_handle,
            },
            {},
        )

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {
            "type": f"webauthn.{kind}",
            "challenge": options["challenge"],
            "origin": self.origin,
        }
        return bytes(CollectedClientData(json.dumps(said).encode()))

    def _told(self, flags: int, uses: int, *public: AttestedCredentialData) -> AuthenticatorData:
        site = hashlib.sha256(self.site.encode()).digest()
        return AuthenticatorData.create(site, flags, uses, *public)

    def _answer(self, response: dict[str, str], extensions: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {
            "type": "public-key",
            "id": name,
            "rawId": name,
            "response": response,
            "clientExtensionResults": extensions,
        }
