use std::time::Duration;

use crate::base::{LANGUAGE, MONTHS};
use caseload_words::view;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How a moment is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenKind {
    /// "Nov 25, 2026"
    Date,
    /// "Nov 25, 2026, 2:00 PM"
    #[default]
    DateTime,
    /// "3 hours ago", "in 72 hours"; the date and time in its title.
    Relative,
}

/// A moment, in the reader's own time zone.
///
/// The server doesn't know the zone, so both halves first write the same text in UTC, and the
/// browser replaces it after hydration. What is told as a distance is first its date, which is about
/// as long, so that no line breaks anew; the whole of it stands in the title.
#[component]
pub fn When(
    /// Milliseconds since 1970, UTC.
    #[prop(into)]
    at: Signal<i64>,
    #[prop(optional)] kind: WhenKind,
) -> impl IntoView {
    let local = RwSignal::new(None::<(String, String)>);
    Effect::new(move |_| local.set(Some(texts(at.get(), kind))));
    if kind == WhenKind::Relative {
        keep_fresh(at, local);
    }
    view! {
        <time
            class="when"
            datetime=move || iso_text(at.get())
            title=move || local.get().map(|(_, title)| title).or_else(|| (kind == WhenKind::Relative).then(|| utc_text(at.get(), WhenKind::DateTime)))
        >
            {move || local.get().map_or_else(|| utc_text(at.get(), kind), |(text, _)| text)}
        </time>
    }
}

/// "3 minutes ago" must not stay so.
fn keep_fresh(at: Signal<i64>, local: RwSignal<Option<(String, String)>>) {
    Effect::new(move |_| {
        let tick = move || {
            if let Some(at) = at.try_get_untracked() {
                let _ = local.try_set(Some(texts(at, WhenKind::Relative)));
            }
        };
        if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(60)) {
            on_cleanup(move || ticking.clear());
        }
    });
}

/// The text and its title, as the browser tells them.
fn texts(at: i64, kind: WhenKind) -> (String, String) {
    let full = browser_text(at, WhenKind::DateTime);
    let text = match kind {
        WhenKind::Relative => distance(at - js_sys::Date::now() as i64),
        kind => browser_text(at, kind),
    };
    (text, full)
}

pub(super) fn browser_text(at: i64, kind: WhenKind) -> String {
    let options = js_sys::Object::new();
    let set = |key: &str, value: &str| js_sys::Reflect::set(&options, &key.into(), &value.into());
    let _ = set("dateStyle", "medium");
    if kind != WhenKind::Date {
        let _ = set("timeStyle", "short");
    }
    let date = js_sys::Date::new(&JsValue::from_f64(at as f64));
    // Node and browsers put a narrow space before AM and PM, which some fonts lack.
    String::from(date.to_locale_string(if LANGUAGE == "en" { "en-US" } else { LANGUAGE }, &options)).replace('\u{202f}', " ")
}

/// How far off a moment is, in words; `ahead` in milliseconds, negative for the past.
pub(super) fn distance(ahead: i64) -> String {
    let far = ahead.abs();
    // An invitation lives for up to three days, and its hours are what people count.
    let hours_until = if ahead > 0 { 72 * HOUR } else { DAY };
    let distance = match far {
        _ if far < MINUTE => return if ahead > 0 { say!("in a moment") } else { say!("just now") }.into(),
        _ if far < HOUR => counted!(far / MINUTE, "minute"),
        _ if far <= hours_until => counted!((far + HOUR / 2) / HOUR, "hour"),
        _ if far < 60 * DAY => counted!(far / DAY, "day"),
        _ if far < 730 * DAY => counted!(far / (30 * DAY), "month"),
        _ => counted!(far / (365 * DAY), "year"),
    };
    if ahead > 0 { say!("in {distance}") } else { say!("{distance} ago") }
}

/// The moment in UTC, by plain arithmetic: what stands there before the browser knows better.
pub fn utc_text(at: i64, kind: WhenKind) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY));
    let month = MONTHS[month as usize - 1];
    if kind != WhenKind::DateTime {
        return say!("{month} {day}, {year}");
    }
    let minutes = at.rem_euclid(DAY) / MINUTE;
    let (hour, minute) = (minutes / 60, minutes % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = (hour + 11) % 12 + 1;
    say!("{month} {day}, {year}, {hour}:{minute:02} {half} UTC")
}

/// For machines: "2026-11-25T14:00:00Z".
pub(super) fn iso_text(at: i64) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY));
    let seconds = at.rem_euclid(DAY) / 1000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar (Howard
/// Hinnant's `civil_from_days`: years begin in March, so that the leap day comes last).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}
