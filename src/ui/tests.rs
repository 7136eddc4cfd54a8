use super::avatar::hue_of;
use super::textarea::escaped;
use super::when::{distance, iso_text};
use super::*;

#[test]
fn initials_are_the_first_letters_of_the_first_and_last_word() {
    assert_eq!(initials("Zoë van Dijk"), "ZD");
    assert_eq!(initials("  cher "), "C");
    assert_eq!(initials("Ana (Annie) Ruiz"), "AR");
    assert_eq!(initials("élodie martin"), "ÉM");
    assert_eq!(initials(""), "");
}

#[test]
fn names_spread_over_all_colours_and_keep_theirs() {
    let names = (0..200).map(|n| format!("Person {n}"));
    let seen: std::collections::BTreeSet<u32> = names.map(|name| hue_of(&name)).collect();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
    assert_eq!(hue_of("Ana Ruiz"), hue_of("Ana Ruiz"));
}

#[test]
fn a_moment_reads_the_same_before_any_browser_knows_its_zone() {
    let at = 1_795_615_200_000; // 2026-11-25 14:00 UTC
    assert_eq!(iso_text(at), "2026-11-25T14:00:00Z");
    assert_eq!(utc_text(at, WhenKind::DateTime), "Nov 25, 2026, 2:00 PM UTC");
    assert_eq!(utc_text(at, WhenKind::Date), "Nov 25, 2026");
    assert_eq!(utc_text(at, WhenKind::Relative), "Nov 25, 2026", "about as long as the distance that replaces it");
}

#[test]
fn leap_days_midnights_and_years_before_1970_are_right() {
    assert_eq!(iso_text(951_782_400_000), "2000-02-29T00:00:00Z");
    assert_eq!(utc_text(951_782_400_000, WhenKind::DateTime), "Feb 29, 2000, 12:00 AM UTC");
    assert_eq!(iso_text(-1_000), "1969-12-31T23:59:59Z");
    assert_eq!(iso_text(4_107_542_400_000), "2100-03-01T00:00:00Z");
}

#[test]
fn distances_are_told_in_the_unit_people_count_in() {
    const HOUR: i64 = 3_600_000;
    assert_eq!(distance(72 * HOUR), "in 72 hours");
    assert_eq!(distance(-HOUR), "1 hour ago");
    assert_eq!(distance(-30 * HOUR), "1 day ago");
    assert_eq!(distance(-90 * 24 * HOUR), "3 months ago");
    assert_eq!(distance(-5), "just now");
    assert_eq!(distance(5), "in a moment");
    assert_eq!(distance(5 * 60_000), "in 5 minutes");
}

#[test]
fn the_theme_is_read_from_a_cookie_header_and_nothing_else_is() {
    assert_eq!(theme_in("id=1; theme=dark"), Some(Theme::Dark));
    assert_eq!(theme_in("theme=light; id=1"), Some(Theme::Light));
    assert_eq!(theme_in("theme=\"><script>"), None);
    assert_eq!(theme_in("mytheme=dark"), None);
    assert_eq!(theme_in(""), None);
}

#[test]
fn a_text_area_can_not_be_left_by_what_is_typed_into_it() {
    assert_eq!(escaped("a </textarea><script> & b"), "a &lt;/textarea>&lt;script> &amp; b");
}

#[test]
fn a_room_is_marked_on_its_own_page_and_on_those_that_lie_in_it() {
    let team = super::NavItem::new("/team", "Team", "users").holds(&["/groups"]);
    assert_eq!(team.mark("/team"), Some("page"));
    assert_eq!(team.mark("/team/invite"), Some("true"));
    assert_eq!(team.mark("/groups"), Some("true"));
    assert_eq!(team.mark("/groups/one"), Some("true"));
    for elsewhere in ["/", "/teams", "/groupings", "/clients/team"] {
        assert_eq!(team.mark(elsewhere), None, "{elsewhere}");
    }
}
