//! How what the server answers gets into the browser: as JSON, and read there in one way.
//!
//! serde_json has a reader for text and one for bytes, and each is made once more for every type: a page's questions come as
//! text with the page and as bytes from a server function. Here both are bytes, so every type is read by one reader, and the
//! browser's half is smaller by a twentieth. Every server function says `output = Answer`, and what a page needs is asked for
//! by [`ask`] or [`ask_first`] instead of `Resource::new` and `Resource::new_blocking`.

use leptos::server::Resource;
use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

/// The output of every server function.
pub type Answer = Post<Json>;

/// What a page needs from the server, once it is there.
pub type Asked<T> = Resource<T, Json>;

/// JSON, always read from bytes.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Json {
    fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

impl ContentType for Json {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Json {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Json {
    type Error = serde_json::Error;

    fn encode(answer: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(answer).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Json {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        Json::read(&bytes)
    }
}

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(answer: &T) -> Result<String, Self::Error> {
        serde_json::to_string(answer)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        Json::read(text.as_bytes())
    }
}

/// Asks as the page is made, and again whenever what `source` says has changed. (Pages are sent whole, so it is answered by then.)
#[track_caller]
pub fn ask<S, T, Fut>(source: impl Fn() -> S + Send + Sync + 'static, answer: impl Fn(S) -> Fut + Send + Sync + 'static) -> Asked<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    Asked::new_with_options(source, answer, false)
}

/// The same, for what may decide which page it is, and its status: nothing is sent before it, however a page is sent.
#[track_caller]
pub fn ask_first<S, T, Fut>(source: impl Fn() -> S + Send + Sync + 'static, answer: impl Fn(S) -> Fut + Send + Sync + 'static) -> Asked<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    Asked::new_with_options(source, answer, true)
}
