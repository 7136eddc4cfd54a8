//! Passwords that can be printed again: derived from the deployment's key and the address, kept nowhere.

use crate::auth::Hasher;
use crate::base::{AppError, SecretKey};

/// Some hundred words, none of them short: four of them and two digits are beyond guessing at a sign-in form.
const WORDS: &str = "acorn almond anchor antler apricot autumn badger bamboo banjo barley basket beacon birch bison blanket bobbin
    bramble bridge bronze buckle butter button cactus candle canyon carrot cedar cello cherry chestnut cinder clover cobalt comet
    copper coral cotton cricket crystal cypress daisy dolphin donkey drizzle eagle ember falcon feather fennel fiddle finch flint
    forest fountain garlic geyser ginger glacier goblet granite harbor hazel heron hickory honey iceberg indigo island ivory jasmine
    juniper kettle lantern laurel lemon lichen linen lobster magnet maple marble meadow mitten mosaic mussel napkin nectar nutmeg
    oasis olive orchid otter oyster paddle pebble pepper pigeon pillow plumage pocket poppy prairie pumpkin quartz quiver raven
    ribbon river saddle saffron salmon shovel silver sparrow spruce teapot thistle thunder timber tulip turnip velvet violin walnut
    willow";

/// Four words and two digits, as `harbor-nutmeg-cello-otter-42`; the same for the same address under the same key.
pub fn of(secret: &SecretKey, who: &str) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let bytes = secret.derive(&format!("demo password {who}"));
    let number = |at: usize| usize::from(bytes[at]) << 8 | usize::from(bytes[at + 1]);
    let said: Vec<&str> = (0..4).map(|n| words[number(2 * n) % words.len()]).collect();
    format!("{}-{}", said.join("-"), 10 + number(8) % 90)
}

/// The one all those share who are not listed.
pub fn of_everyone(secret: &SecretKey) -> String {
    of(secret, "everyone")
}

/// Hashes each password once.
pub struct Keys {
    secret: SecretKey,
    hasher: Hasher,
    everyone: String,
}

impl Keys {
    pub async fn new(secret: SecretKey) -> Result<Self, AppError> {
        let hasher = Hasher::new();
        let everyone = hasher.hash(of_everyone(&secret)).await?;
        Ok(Keys { secret, hasher, everyone })
    }

    /// The hash of an account's own password, or of the one that is shared.
    pub async fn hash(&self, email: &str, own: bool) -> Result<String, AppError> {
        if own { self.hasher.hash(of(&self.secret, email)).await } else { Ok(self.everyone.clone()) }
    }
}
