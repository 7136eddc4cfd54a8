//! The words on Caseload's screens, in the language it is built for.
//!
//! They stand where they are used, in English; [`view!`], [`say!`] and [`counted!`] are the one way by which they come to
//! the screen. `words/en.json` lists them all. Another language is a copy of it whose values are translated, beside it
//! (`words/de.json`), and a build with `CASELOAD_LANGUAGE=de`: the words are exchanged when the program is compiled, so
//! that none costs anything while it runs, a name that a sentence needs can't be forgotten, and the browser loads one
//! language. `CASELOAD_LANGUAGE=xa` is nobody's language: every letter gets an accent, so that a word which came to the
//! screen another way is seen at once (`bin/test words`).
//!
//! A practice calls the people in its care clients or patients. What is written here of clients is said of patients where
//! the practice chose that (`base::says_patients`): both wordings stand in the catalogue.
//!
//! What people typed, keys, SQL, the log and messages for whoever runs the server are not words of the screen.

mod catalogue;
#[cfg(test)]
mod house;
mod tokens;

use catalogue::Catalogue;
use proc_macro::TokenStream;

/// Leptos's `view!`, in which text and the attributes that people read or hear are in the language of the build.
#[proc_macro]
pub fn view(input: TokenStream) -> TokenStream {
    tokens::view(input.into(), Catalogue::of_the_build()).into()
}

/// A word or a sentence: a `&'static str`, or a `String` if it has gaps to fill, as in `format!`.
#[proc_macro]
pub fn say(input: TokenStream) -> TokenStream {
    tokens::say(input.into(), Catalogue::of_the_build()).into()
}

/// As [`say!`], where the word for clients is meant as it stands, whatever the practice calls them.
#[proc_macro]
pub fn exactly(input: TokenStream) -> TokenStream {
    tokens::exactly(input.into(), Catalogue::of_the_build()).into()
}

/// `counted!(n, "client")` is "1 client" or "1,240 clients": a `String`; `counted!(n, "person", "people")` where an "s"
/// won't do. The catalogue has "{n} client" with a list of the language's forms.
#[proc_macro]
pub fn counted(input: TokenStream) -> TokenStream {
    tokens::counted(input.into(), Catalogue::of_the_build()).into()
}

/// The language of the build as in `<html lang>` (BCP 47), a `&'static str`. Where it stands, the crate is compiled anew
/// when the language or its catalogue changes.
#[proc_macro]
pub fn language(_: TokenStream) -> TokenStream {
    tokens::language(Catalogue::of_the_build()).into()
}
