use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
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

/// Whether what comes after these tokens stands between tags: it follows the end of a tag, a block or another text.
pub fn is_text(before: &[TokenTree]) -> bool {
    match before.last() {
        None | Some(TokenTree::Literal(_)) => true,
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(TokenTree::Punct(mark)) => mark.as_char() == '>',
        _ => false,
    }
}

/// Whether a string after these tokens is read: as text, or as the value of a name that is spoken.
fn is_read(before: &[TokenTree]) -> bool {
    match before.last() {
        _ if is_text(before) => true,
        Some(TokenTree::Punct(mark)) if mark.as_char() == '=' => SPOKEN.contains(&name(&before[..before.len() - 1]).as_str()),
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
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|string| string.value())
}

/// A token that is a string; a macro that was given one passes it on in a group without delimiters.
fn word(token: TokenTree) -> Option<(Literal, String)> {
    match token {
        TokenTree::Literal(literal) => text(&literal).map(|text| (literal, text)),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => group.stream().into_iter().next().and_then(word),
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

/// The same words of a practice that calls the people in its care patients; nothing if they don't speak of clients, or name
/// both.
pub fn of_patients(text: &str) -> Option<String> {
    if text.to_lowercase().contains("patient") {
        return None;
    }
    let (mut swapped, mut word, mut within, mut found) = (String::new(), String::new(), 0, false);
    for letter in text.chars().chain(['\n']) {
        if letter.is_alphabetic() && within == 0 {
            word.push(letter);
            continue;
        }
        let other = match word.as_str() {
            "client" => "patient",
            "clients" => "patients",
            "Client" => "Patient",
            "Clients" => "Patients",
            other => other,
        };
        found |= other != word;
        swapped += other;
        word.clear();
        match letter {
            '{' => within += 1,
            '}' => within -= 1,
            _ => {}
        }
        swapped.push(letter);
    }
    swapped.pop();
    found.then_some(swapped)
}

/// A string, and what a practice says instead that calls the people in its care patients.
struct Said {
    words: Literal,
    of_patients: Option<Literal>,
}

impl Said {
    fn of(literal: &Literal, text: &str, catalogue: &Catalogue) -> Self {
        let in_language = |text: &str| {
            let mut said = Literal::string(&catalogue.say(text));
            said.set_span(literal.span());
            said
        };
        let as_it_is = !has_letters(text) || matches!(catalogue, Catalogue::English);
        Self {
            words: if as_it_is { literal.clone() } else { in_language(text) },
            of_patients: of_patients(text).map(|text| in_language(&text)),
        }
    }

    /// What makes a value of each wording, and the one that the practice uses.
    fn chosen(&self, value: impl Fn(&Literal) -> TokenStream) -> TokenStream {
        let clients = value(&self.words);
        match &self.of_patients {
            None => clients,
            Some(patients) => {
                let patients = value(patients);
                quote! { if crate::base::says_patients() { #patients } else { #clients } }
            }
        }
    }

    /// One token: a template takes no more as an attribute's value.
    fn token(&self) -> TokenTree {
        match self.of_patients {
            None => self.words.clone().into(),
            Some(_) => Group::new(Delimiter::Brace, self.chosen(|words| quote! { #words })).into(),
        }
    }
}

pub fn view(input: TokenStream, catalogue: &Catalogue) -> TokenStream {
    let template: Vec<TokenTree> = input.into_iter().collect();
    let said: TokenStream = parts(&template)
        .map(|part| match part {
            Part::Word(literal, text) => Said::of(literal, &text, catalogue).token(),
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
    let rest: TokenStream = tokens.collect();
    let filled = !rest.is_empty() || text.contains('{');
    let said = Said::of(&literal, &text, catalogue);
    let chosen = said.chosen(|words| {
        if filled {
            quote! { ::std::format!(#words #rest) }
        } else {
            quote! { #words }
        }
    });
    if said.of_patients.is_some() {
        quote! { { #chosen } }
    } else {
        chosen
    }
}

/// As [`say`], with the word for clients that stands there.
pub fn exactly(input: TokenStream, catalogue: &Catalogue) -> TokenStream {
    match input.into_iter().next().and_then(word) {
        Some((literal, text)) => Said { of_patients: None, ..Said::of(&literal, &text, catalogue) }.token().into(),
        None => quote! { ::std::compile_error!("exactly! is given its words") },
    }
}

pub fn counted(input: TokenStream, catalogue: &Catalogue) -> TokenStream {
    let tokens: Vec<TokenTree> = input.into_iter().collect();
    let comma = tokens.iter().position(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','));
    let (Some(((literal, one), many)), Some(comma)) = (nouns(&tokens), comma) else {
        return quote! { ::std::compile_error!("counted! takes a number and a noun, as in counted!(n, \"client\")") };
    };
    let n: TokenStream = tokens[..comma].iter().cloned().collect();
    let clients = of_noun(&n, &literal, (&one, &many), catalogue);
    match (of_patients(&one), of_patients(&many)) {
        (Some(one), Some(many)) => {
            let patients = of_noun(&n, &Literal::string(&one), (&one, &many), catalogue);
            quote! { if crate::base::says_patients() { #patients } else { #clients } }
        }
        _ => clients,
    }
}

fn of_noun(n: &TokenStream, noun: &Literal, (one, many): (&str, &str), catalogue: &Catalogue) -> TokenStream {
    match catalogue.forms(one, many) {
        Some(forms) => quote! { crate::base::in_its_form(#n, &[#(#forms),*]) },
        None if many == format!("{one}s") => quote! { crate::base::counted(#n, #noun) },
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
    let many = given.next().map_or_else(|| format!("{}s", one.1), |(_, many)| many);
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
        let tokens: Vec<TokenTree> = template.parse::<TokenStream>().expect("tokens").into_iter().collect();
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
        assert_eq!(words_of(template), ["First", "Members", "Hello, ", " and ", "all", "again", "Email", "Yours"]);
    }

    #[test]
    fn whoever_calls_them_patients_reads_patients() {
        assert_eq!(of_patients("Clients see a client’s clients.").as_deref(), Some("Patients see a patient’s patients."));
        assert_eq!(of_patients("{client} and {} clients of {clients}").as_deref(), Some("{client} and {} patients of {clients}"));
        assert_eq!((of_patients("Clientele"), of_patients("Choose Clients or Patients."), of_patients("")), (None, None, None));
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
        let same = |is: TokenStream, expected: &str| assert_eq!(is.to_string(), tokens(expected).to_string());
        same(say(tokens(r#""Accept""#), &catalogue), r#""Annehmen""#);
        same(say(tokens(r#""{name} left""#), &catalogue), r#"::std::format!("{name} ging")"#);
        same(say(tokens(r#""{name} left", name = who"#), &catalogue), r#"::std::format!("{name} ging", name = who)"#);
        same(say(tokens(r#""Accept""#), &Catalogue::English), r#""Accept""#);
        same(
            view(tokens(r#"<p class="Accept" title="Accept">"Accept"</p>"#), &catalogue),
            r#"::leptos::prelude::view! { <p class="Accept" title="Annehmen">"Annehmen"</p> }"#,
        );
        same(counted(tokens(r#"free, "seat""#), &Catalogue::English), r#"crate::base::counted(free, "seat")"#);
        same(counted(tokens(r#"free, "seat""#), &catalogue), r#"crate::base::in_its_form(free, &["{n} Platz", "{n} Plätze"])"#);
        same(
            counted(tokens(r#"left, "person", "people""#), &Catalogue::English),
            r#"crate::base::in_its_form(left, &["{n} person", "{n} people"])"#,
        );
        same(
            say(tokens(r#""Add {n} clients", n = 2"#), &Catalogue::English),
            r#"{ if crate::base::says_patients() { ::std::format!("Add {n} patients", n = 2) } else { ::std::format!("Add {n} clients", n = 2) } }"#,
        );
        same(exactly(tokens(r#""Clients""#), &Catalogue::English), r#""Clients""#);
        same(
            view(tokens(r#"<p title="Of a client">"None"</p>"#), &Catalogue::English),
            r#"::leptos::prelude::view! { <p title={ if crate::base::says_patients() { "Of a patient" } else { "Of a client" } }>"None"</p> }"#,
        );
        assert!(language(&catalogue).to_string().contains(r#""de""#));
        assert!(say(tokens("words"), &catalogue).to_string().contains("compile_error"));
        assert!(counted(tokens("n, noun"), &catalogue).to_string().contains("compile_error"));
    }
}
