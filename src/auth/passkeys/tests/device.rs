//! An authenticator in software (WebAuthn §6): it makes one passkey (P-256), and signs with it. What it says of itself can be
//! set, so that it can lie.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const ORIGIN: &str = "http://caseload.test";

/// Flags of the authenticator data (§6.1).
const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const HAS_KEY: u8 = 64;

pub struct Device {
    key: KeyPair,
    pub id: Vec<u8>,
    pub handle: Vec<u8>,
    pub counter: u32,
    pub origin: String,
    /// Checks a finger, a face or a PIN before it signs.
    pub verifies: bool,
    /// Says whose the passkey is.
    pub names_holder: bool,
}

impl Device {
    pub fn new() -> Self {
        Device {
            key: KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key"),
            id: rand::random::<[u8; 32]>().to_vec(),
            handle: Vec::new(),
            counter: 0,
            origin: ORIGIN.into(),
            verifies: true,
            names_holder: true,
        }
    }

    /// Makes the passkey that is asked for: the answer of `navigator.credentials.create()`.
    pub fn makes(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        self.handle = bytes(&options["user"]["id"]);
        let client = self.client_data("webauthn.create", &options);
        let mut data = self.data(&options["rp"]["id"], HAS_KEY);
        data.extend([0; 16]); // of no known make
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        // COSE (RFC 9053 §7.1): kty EC2, alg ES256, crv P-256, x, y
        let point = self.key.der_bytes();
        assert_eq!((point.len(), point[0]), (65, 4), "an uncompressed point");
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..]);
        // {"fmt": "none", "attStmt": {}, "authData": data} in CBOR (RFC 8949)
        let mut object = vec![0xa3];
        object.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x59");
        object.extend(u16::try_from(data.len()).expect("short").to_be_bytes());
        object.extend(&data);
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": { "credProps": { "rk": true } },
            "response": { "clientDataJSON": text(&client), "attestationObject": text(&object), "transports": ["internal", "hybrid"] },
        })
        .to_string()
    }

    /// Signs: the answer of `navigator.credentials.get()`.
    pub fn signs(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        assert_eq!(options["userVerification"], "required");
        let client = self.client_data("webauthn.get", &options);
        let data = self.data(&options["rpId"], 0);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let mut response = json!({
            "clientDataJSON": text(&client),
            "authenticatorData": text(&data),
            "signature": text(&self.key.sign(&signed).expect("a signature")),
        });
        if self.names_holder {
            response["userHandle"] = json!(text(&self.handle));
        }
        json!({ "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "clientExtensionResults": {}, "response": response })
            .to_string()
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false }).to_string().into_bytes()
    }

    fn data(&self, rp: &Value, more: u8) -> Vec<u8> {
        let mut data = Sha256::digest(rp.as_str().expect("a relying party")).to_vec();
        data.push(PRESENT | more | if self.verifies { VERIFIED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        data
    }
}

pub fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().expect("text")).expect("base64url")
}
