"""The addresses of the JSON-LD contexts that mcissue ships, as their publishers write them.

An address is compared character by character: no trailing slash, no other scheme, no other letter case
(VC Data Integrity 1.0 section 2.4.1 speaks of known values, JSON-LD 1.1 of IRIs; both are exact).
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "BITSTRING_STATUS_LIST_V1",
    "CID_V1",
    "CLR_2_0_0",
    "CLR_2_0_1",
    "CREDENTIALS_V1",
    "CREDENTIALS_V2",
    "DATA_INTEGRITY_V1",
    "DATA_INTEGRITY_V2",
    "DID_V1",
    "ED25519_2018_V1",
    "ED25519_2020_V1",
    "EDC_AP",
    "JWK_V1",
    "JWS_2020_V1",
    "MULTIKEY_V1",
    "OB_3_0_0",
    "OB_3_0_1",
    "OB_3_0_2",
    "OB_3_0_3",
    "OB_EXTENSIONS",
    "SECURITY_V1",
    "SECURITY_V2",
    "STATUS_LIST_2021_V1",
]

# Verifiable Credentials Data Model (W3C), 2.0 and the legacy 1.1.
CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"

# Open Badges 3.0 and Comprehensive Learner Record 2.0 (1EdTech).
OB_3_0_0: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
OB_3_0_1: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
OB_3_0_2: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
OB_3_0_3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR_2_0_0: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context.json"
CLR_2_0_1: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

# European Digital Credentials (European Learning Model application profile).
EDC_AP: Final = "http://data.europa.eu/snb/model/context/edc-ap"

# Proofs: VC Data Integrity 1.0 (W3C) and the suites that came before it.
DATA_INTEGRITY_V1: Final = "https://w3id.org/security/data-integrity/v1"
DATA_INTEGRITY_V2: Final = "https://w3id.org/security/data-integrity/v2"
ED25519_2018_V1: Final = "https://w3id.org/security/suites/ed25519-2018/v1"
ED25519_2020_V1: Final = "https://w3id.org/security/suites/ed25519-2020/v1"
JWS_2020_V1: Final = "https://w3id.org/security/suites/jws-2020/v1"
SECURITY_V1: Final = "https://w3id.org/security/v1"
SECURITY_V2: Final = "https://w3id.org/security/v2"

# Keys and controllers: Controlled Identifiers 1.0 and Decentralized Identifiers 1.0 (W3C).
CID_V1: Final = "https://www.w3.org/ns/cid/v1"
DID_V1: Final = "https://www.w3.org/ns/did/v1"
JWK_V1: Final = "https://w3id.org/security/jwk/v1"
MULTIKEY_V1: Final = "https://w3id.org/security/multikey/v1"

# Status lists. With credentials/v2 the Bitstring terms are already there; VC 1.1 needs the context.
BITSTRING_STATUS_LIST_V1: Final = "https://www.w3.org/ns/credentials/status/v1"
STATUS_LIST_2021_V1: Final = "https://w3id.org/vc/status-list/2021/v1"
