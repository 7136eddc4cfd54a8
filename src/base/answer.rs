//! How what the server answers gets into the browser: as JSON, and read there by one reader for all types.
//!
//! By itself serde_json makes a reader for every type, and a second one where a type comes with a page (text) as well as in
//! an answer (bytes): a tenth of the browser's half. Here the reader is one, and a type only says what it is made of; that
//! costs a call through a table for each value, which nobody notices. Every server function says `output = Answer`, and what
//! a page needs is asked for by [`ask`] or [`ask_first`] instead of `Resource::new` and `Resource::new_blocking`.

use leptos::server::Resource;
use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

/// The output of every server function.
pub type Answer = Post<Json>;

/// What a page needs from the server, once it is there.
pub type Asked<T> = Resource<T, Json>;

/// JSON, read by the one reader.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Json {
    fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, erased_serde::Error> {
        let mut json = serde_json::Deserializer::from_slice(bytes);
        erased_serde::deserialize(&mut <dyn erased_serde::Deserializer>::erase(&mut json))
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
    type Error = erased_serde::Error;

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
    type Error = erased_serde::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        Json::read(text.as_bytes())
    }
}

/// Asks as the page is made, and again whenever what `source` says has changed; the rest of the page does not wait for it.
#[track_caller]
pub fn ask<S, T, Fut>(source: impl Fn() -> S + Send + Sync + 'static, answer: impl Fn(S) -> Fut + Send + Sync + 'static) -> Asked<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    Asked::new_with_options(source, answer, false)
}

/// The same, and the server sends nothing before it is answered: it may decide what the page is, and its status.
#[track_caller]
pub fn ask_first<S, T, Fut>(source: impl Fn() -> S + Send + Sync + 'static, answer: impl Fn(S) -> Fut + Send + Sync + 'static) -> Asked<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    Asked::new_with_options(source, answer, true)
}
