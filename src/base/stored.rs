//! Enums that are stored by a key, and stand in addresses by it.

macro_rules! stored {
    ($(#[$doc:meta])* $type:ident { $($name:ident = $key:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type { $($name),+ }

        impl $type {
            /// As it is stored, and stands in an address.
            pub fn key(self) -> &'static str {
                match self { $($type::$name => $key),+ }
            }
        }

        impl std::str::FromStr for $type {
            type Err = ();
            fn from_str(key: &str) -> Result<Self, ()> {
                match key { $($key => Ok($type::$name),)+ _ => Err(()) }
            }
        }
    };
}

pub(crate) use stored;
