use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use quote::quote;

use crate::catalogue::Catalogue;

/// The attributes and properties whose strings people read or hear.
const SPOKEN: [&str; 18] = [
    "label",
    "title",
    "aria-label",
    "aria-description",
    "attr:aria-label",
    "attr:title",
    "alt",
    "placeholder",
    "text",
    "data-label",
    "blank",
    "hint",
    "words",
    "legend",
    "again",
    "unit",
    "lead",
    "spoken",
];

/// What a token of a template is to its reader.
pub enum Part<'a> {
    /// Text between tags, or the value of an attribute that is spoken.
    Word(&'a Literal, String),
    /// Any other token.
    Rest(&'a TokenTree),
}

/// The tokens of a template, one level of them: what stands in braces is Rust, which says its words by itself.
pub fn parts(template: &[TokenTree]) -> impl Iterator<Item = Part<'_>> {
    template.iter().enumerate().map(|(at, token)| match token {
        TokenTree::Literal(literal) if is_read(&template[..at]) => match text(literal) {
            Some(text) => Part::Word(literal, text),
            None => Part::Rest(token),
        },
        _ => Part::Rest(token),
    })
}

/// Whether a string after these tokens is read: it follows the end of a tag, a block or another text, or a spoken name.
fn is_read(before: &[TokenTree]) -> bool {
    match before.last() {
        None | Some(TokenTree::Literal(_)) => true,
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(TokenTree::Punct(mark)) if mark.as_char() == '>' => true,
        Some(TokenTree::Punct(mark)) if mark.as_char() == '=' => {
            SPOKEN.contains(&name(&before[..before.len() - 1]).as_str())
        }
        _ => false,
    }
}

/// The name that ends here: `aria-label`, `attr:title`.
fn name(tokens: &[TokenTree]) -> String {
    let mut name = String::new();
    let mut joined = true;
    for token in tokens.iter().rev() {
        match token {
            TokenTree::Ident(part) if joined => {
                name.insert_str(0, &part.to_string());
                joined = false;
            }
            TokenTree::Punct(mark) if !joined && matches!(mark.as_char(), '-' | ':') => {
                name.insert(0, mark.as_char());
                joined = true;
            }
            _ => break,
        }
    }
    name
}

/// What a string literal holds; nothing if it is another literal.
pub fn text(literal: &Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string())
        .ok()
        .map(|string| string.value())
}

/// A token that is a string; a macro that was given one passes it on in a group without delimiters.
fn word(token: TokenTree) -> Option<(Literal, String)> {
    match token {
        TokenTree::Literal(literal) => text(&literal).map(|text| (literal, text)),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().next().and_then(word)
        }
        _ => None,
    }
}

/// Whether there is anything to translate in it.
pub fn has_letters(text: &str) -> bool {
    let mut within = 0;
    text.chars().any(|letter| {
        match letter {
            '{' => within += 1,
            '}' => within -= 1,
            _ => {}
        }
        within == 0 && letter.is_alphabetic()
    })
}

fn said(literal: &Literal, text: &str, catalogue: &Catalogue) -> TokenTree {
    if !has_letters(text) || matches!(catalogue, Catalogue::English) {
        return literal.clone().into();
    }
    let mut said = Literal::string(&catalogue.say(text));
    said.set_span(literal.span());
    said.into()
}

pub fn view(input: TokenStream, catalogue: &Catalogue) -> TokenStream {
    let template: Vec<TokenTree> = input.into_iter().collect();
    let said: TokenStream = parts(&template)
        .map(|part| match part {
            Part::Word(literal, text) => said(literal, &text, catalogue),
            Part::Rest(token) => token.clone(),
        })
        .collect();
    quote! { ::leptos::prelude::view! { #said } }
}

pub fn say(input: TokenStream, catalogue: &Catalogue) -> TokenStream {
    let mut tokens = input.into_iter();
    let Some((literal, text)) = tokens.next().and_then(word) else {
        return quote! { ::std::compile_error!("say! begins with its words") };
    };
    let said = said(&literal, &text, catalogue);
    let rest: TokenStream = tokens.collect();
    if rest.is_empty() && !text.contains('{') {
        said.into()
    } else {
        quote! { ::std::format!(#said #rest) }
    }
}

pub fn counted(input: TokenStream, catalogue: &Catalogue) -> TokenStream {
    let tokens: Vec<TokenTree> = input.into_iter().collect();
    let comma = tokens
        .iter()
        .position(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','));
    let (Some(((literal, one), many)), Some(comma)) = (nouns(&tokens), comma) else {
        return quote! { ::std::compile_error!("counted! takes a number and a noun, as in counted!(n, \"client\")") };
    };
    let n: TokenStream = tokens[..comma].iter().cloned().collect();
    match catalogue.forms(&one, &many) {
        Some(forms) => quote! { crate::base::in_its_form(#n, &[#(#forms),*]) },
        None if many == format!("{one}s") => quote! { crate::base::counted(#n, #literal) },
        None => {
            let forms = [format!("{{n}} {one}"), format!("{{n}} {many}")];
            quote! { crate::base::in_its_form(#n, &[#(#forms),*]) }
        }
    }
}

/// The noun of what is counted, for one and for many: with an "s" unless it is given.
pub fn nouns(tokens: &[TokenTree]) -> Option<((Literal, String), String)> {
    let mut given = tokens
        .split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','))
        .skip(1)
        .filter_map(|argument| argument.first().cloned().and_then(word));
    let one = given.next()?;
    let many = given
        .next()
        .map_or_else(|| format!("{}s", one.1), |(_, many)| many);
    Some((one, many))
}

pub fn language(catalogue: &Catalogue) -> TokenStream {
    let (language, read) = match catalogue {
        Catalogue::English => ("en", None),
        Catalogue::Accents => ("en-XA", None),
        Catalogue::Listed { language, path, .. } => (language.as_str(), Some(path)),
    };
    let read = read.map(|path| quote! { const _: &[u8] = ::std::include_bytes!(#path); });
    quote! {{
        const _: ::std::option::Option<&str> = ::std::option_env!("CASELOAD_LANGUAGE");
        #read
        #language
    }}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(template: &str) -> Vec<String> {
        let tokens: Vec<TokenTree> = template
            .parse::<TokenStream>()
            .expect("tokens")
            .into_iter()
            .collect();
        parts(&tokens)
            .filter_map(|part| match part {
                Part::Word(_, text) => Some(text),
                Part::Rest(_) => None,
            })
            .collect()
    }

    #[test]
    fn text_and_spoken_attributes_are_words_and_nothing_else_is() {
        let template = r#"
            "First" <p class="list card" aria-label="Members" on:click=move |_| go("nowhere")>
                "Hello, " {name} " and " "all" <br/> "again"
            </p>
            <Field name="email" label="Email" attr:class="x" attr:title="Yours" value="none"/>
            {move || if late { "code" } else { "more code" }}
        "#;
        assert_eq!(
            words_of(template),
            [
                "First", "Members", "Hello, ", " and ", "all", "again", "Email", "Yours"
            ]
        );
    }

    #[test]
    fn each_macro_says_it_in_the_language_of_the_build() {
        let catalogue = Catalogue::read(
            "de",
            "/de.json",
            r#"{"Accept": "Annehmen", "{name} left": "{name} ging", "{n} seat": ["{n} Platz", "{n} Plätze"]}"#,
        )
        .expect("a catalogue");
        let tokens = |text: &str| text.parse::<TokenStream>().expect("tokens");
        let same = |is: TokenStream, expected: &str| {
            assert_eq!(is.to_string(), tokens(expected).to_string())
        };
        same(say(tokens(r#""Accept""#), &catalogue), r#""Annehmen""#);
        same(
            say(tokens(r#""{name} left""#), &catalogue),
            r#"::std::format!("{name} ging")"#,
        );
        same(
            say(tokens(r#""{name} left", name = who"#), &catalogue),
            r#"::std::format!("{name} ging", name = who)"#,
        );
        same(
            say(tokens(r#""Accept""#), &Catalogue::English),
            r#""Accept""#,
        );
        same(
            view(
                tokens(r#"<p class="Accept" title="Accept">"Accept"</p>"#),
                &catalogue,
            ),
            r#"::leptos::prelude::view! { <p class="Accept" title="Annehmen">"Annehmen"</p> }"#,
        );
        same(
            counted(tokens(r#"free, "seat""#), &Catalogue::English),
            r#"crate::base::counted(free, "seat")"#,
        );
        same(
            counted(tokens(r#"free, "seat""#), &catalogue),
            r#"crate::base::in_its_form(free, &["{n} Platz", "{n} Plätze"])"#,
        );
        same(
            counted(tokens(r#"left, "person", "people""#), &Catalogue::English),
            r#"crate::base::in_its_form(left, &["{n} person", "{n} people"])"#,
        );
        assert!(language(&catalogue).to_string().contains(r#""de""#));
        assert!(
            say(tokens("words"), &catalogue)
                .to_string()
                .contains("compile_error")
        );
        assert!(
            counted(tokens("n, noun"), &catalogue)
                .to_string()
                .contains("compile_error")
        );
    }
}
