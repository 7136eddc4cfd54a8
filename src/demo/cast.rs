//! The people who are always there, and the places they work at. Days and hours are counted back from now.

use crate::access::Status::{self, Active, Inactive, OnHold, Suspended};

pub struct Place {
    pub name: &'static str,
    pub is_virtual: bool,
    pub address: &'static str,
    /// IANA name.
    pub timezone: &'static str,
    /// Days ago.
    pub archived: Option<i64>,
}

pub struct Player {
    pub first: &'static str,
    pub last: &'static str,
    pub mailbox: &'static str,
    /// The key of the role's template.
    pub role: &'static str,
    pub joined_as: &'static str,
    pub status: Status,
    /// Which of the places.
    pub place: usize,
    /// Days ago.
    pub joined: i64,
    /// The last sign-in, days ago.
    pub seen: Option<i64>,
    /// When role or status became what it is, days ago.
    pub turned: Option<i64>,
    /// Signs in with a password of their own, and is listed.
    pub listed: bool,
}

/// An active member.
const fn member(first: &'static str, last: &'static str, mailbox: &'static str, place: usize, joined: i64, seen: Option<i64>) -> Player {
    Player { first, last, mailbox, role: "member", joined_as: "member", status: Active, place, joined, seen, turned: None, listed: false }
}

const fn admin(player: Player) -> Player {
    Player { role: "admin", joined_as: "admin", ..player }
}

const fn listed(player: Player) -> Player {
    Player { listed: true, ..player }
}

/// With an account of their own, for a built-in role.
const fn with(role: &'static str, player: Player) -> Player {
    Player { role, joined_as: role, listed: true, ..player }
}

/// A member until some days ago, when they became this.
const fn since(days: i64, status: Status, player: Player) -> Player {
    Player { status, turned: Some(days), ..player }
}

const fn promoted(days: i64, player: Player) -> Player {
    Player { role: "admin", turned: Some(days), ..player }
}

pub struct Guest {
    pub first: &'static str,
    pub last: &'static str,
    pub mailbox: &'static str,
    pub role: &'static str,
    pub place: usize,
    /// Hours ago; good for 72 hours.
    pub sent: i64,
    /// Hours ago.
    pub opened: Option<i64>,
    /// Hours ago.
    pub declined: Option<i64>,
    pub reason: &'static str,
    pub note: &'static str,
}

impl Guest {
    /// Can still be accepted.
    pub fn is_open(&self) -> bool {
        self.declined.is_none() && self.sent < GOOD_FOR
    }
}

/// How long the invitations of the demo are good for, in hours.
pub const GOOD_FOR: i64 = 72;

const fn place(name: &'static str, address: &'static str, timezone: &'static str) -> Place {
    Place { name, is_virtual: false, address, timezone, archived: None }
}

const fn virtual_place(name: &'static str, timezone: &'static str) -> Place {
    Place { name, is_virtual: true, address: "", timezone, archived: None }
}

/// The first is where the practice was founded.
pub const MAPLE_GROVE_PLACES: [Place; 5] = [
    place("Main office", "418 Congress Street, Portland, ME 04101", "America/New_York"),
    place("Riverside", "27 Water Street, Suite 3, Bath, ME 04530", "America/New_York"),
    place("Lakeview", "1902 North Lincoln Avenue, Chicago, IL 60614", "America/Chicago"),
    virtual_place("Telehealth", "America/Los_Angeles"),
    Place { archived: Some(205), ..place("Harbor Street", "6 Harbor Street, Portland, ME 04101", "America/New_York") },
];

pub const OAK_STREET_PLACES: [Place; 2] =
    [place("Main office", "75 Oak Street, Denver, CO 80203", "America/Denver"), virtual_place("Video sessions", "America/Phoenix")];

pub const ONE_PLACE: [Place; 1] = [place("Main office", "", "America/New_York")];

/// The first founded the practice.
pub const MAPLE_GROVE: [Player; 28] = [
    listed(admin(member("Una", "Lindqvist", "una.lindqvist", 0, 730, Some(0)))),
    listed(promoted(240, member("Sam", "Okafor", "sam.okafor", 0, 688, Some(1)))),
    listed(member("Mei-Ling", "Tran", "mei-ling.tran", 1, 412, Some(0))),
    with("billing_admin", member("Beatriz", "Amaral", "beatriz.amaral", 0, 502, Some(0))),
    with("staff", member("Owen", "Pritchard", "owen.pritchard", 0, 389, Some(1))),
    with("front_desk", member("Fatou", "Diallo", "fatou.diallo", 0, 301, Some(0))),
    with("provider", member("Hannah", "Weissman", "hannah.weissman", 1, 467, Some(0))),
    with("billing_manager", member("Marcus", "Delacroix", "marcus.delacroix", 0, 350, Some(2))),
    with("intern", member("Priya", "Raghunathan", "priya.raghunathan", 2, 61, Some(0))),
    with("associate", member("Tomasz", "Zieliński", "tomasz.zielinski", 2, 204, Some(1))),
    with("therapist", member("Elena", "Marchetti", "elena.marchetti", 1, 540, Some(0))),
    with("supervisor", member("Ruth", "Abernathy", "ruth.abernathy", 2, 622, Some(0))),
    with("user", member("Lamar", "Whitfield", "lamar.whitfield", 0, 133, Some(3))),
    with("analyst", member("Yuki", "Shimizu", "yuki.shimizu", 3, 97, Some(6))),
    with("support", member("Casey", "Morgan", "casey.morgan", 3, 1, Some(0))),
    since(18, OnHold, member("Siobhán", "O’Connell-Byrne", "siobhan.oconnell", 0, 523, Some(19))),
    since(121, Inactive, member("Gerald", "Whitcombe", "gerald.whitcombe", 1, 701, Some(133))),
    since(6, Suspended, member("Dmitri", "Voronov", "dmitri.voronov", 2, 298, Some(7))),
    member("Maximiliane-Alexandrina Josephine", "von Hohenberg-Wasserstein zu Lichtenfels-Oberbayern", "m.hohenberg", 3, 344, Some(2)),
    member("عائشة", "الزهراوي", "aisha.zahrawi", 3, 266, Some(1)),
    member("נועה", "בן־דוד", "noa.bendavid", 0, 190, Some(4)),
    member("José María", "Núñez-Ibáñez", "josemaria.nunez", 2, 455, Some(0)),
    member("Thị Hồng Nhung", "Nguyễn", "nhung.nguyen", 1, 377, Some(97)),
    member("Zoë", "Łukasiewicz-Brandt", "zoe.lukasiewicz", 2, 233, Some(11)),
    member("Kwame", "Asante", "kwame.asante", 3, 12, None),
    member("Ingrid", "Þórsdóttir", "ingrid.thorsdottir", 1, 611, Some(143)),
    member("Li", "O", "li.o", 0, 88, Some(3)),
    member("Chidinma", "Ezeudu-Obi", "chidinma.ezeudu", 2, 41, Some(0)),
];

pub const OAK_STREET: [Player; 18] = [
    listed(admin(member("Rosa", "Delgado", "rosa.delgado", 0, 655, Some(0)))),
    listed(admin(member("Theo", "Anastasiou", "theo.anastasiou", 0, 610, Some(5)))),
    listed(member("Noor", "Haddad", "noor.haddad", 1, 318, Some(1))),
    with("billing_admin", member("Grace", "Mwangi", "grace.mwangi", 0, 420, Some(1))),
    with("staff", member("Felix", "Baumgartner", "felix.baumgartner", 0, 210, Some(0))),
    with("front_desk", member("Dolores", "Quintana", "dolores.quintana", 0, 388, Some(0))),
    with("provider", member("Anders", "Nilsen", "anders.nilsen", 1, 299, Some(2))),
    with("billing_manager", member("Imani", "Brooks", "imani.brooks", 0, 175, Some(1))),
    with("intern", member("Caleb", "Stern", "caleb.stern", 0, 44, Some(0))),
    with("associate", member("Sofia", "Papadaki", "sofia.papadaki", 1, 188, Some(0))),
    with("therapist", member("Harriet", "Lowe", "harriet.lowe", 0, 505, Some(4))),
    with("supervisor", member("Joaquín", "Ferrer", "joaquin.ferrer", 0, 590, Some(0))),
    with("user", member("Dana", "Kowalczyk", "dana.kowalczyk", 0, 120, Some(2))),
    with("analyst", member("Wei", "Zhang", "wei.zhang", 1, 80, Some(9))),
    with("support", member("Robin", "Vance", "robin.vance", 1, 1, Some(0))),
    member("Bo", "Håkansson", "bo.hakansson", 0, 477, Some(104)),
    member("Leilani", "Kahananui-Paʻahana", "leilani.kahananui", 1, 152, Some(2)),
    member("小明", "王", "xiaoming.wang", 0, 9, None),
];

const fn guest(first: &'static str, last: &'static str, mailbox: &'static str, place: usize, sent: i64) -> Guest {
    Guest { first, last, mailbox, role: "member", place, sent, opened: None, declined: None, reason: "", note: "" }
}

pub const GUESTS: [Guest; 5] = [
    Guest {
        opened: Some(50),
        note: "We spoke on the phone last week. Your office will be the one with the window.",
        ..guest("Jordan", "Beaulieu", "jordan.beaulieu", 0, GOOD_FOR - 3)
    },
    guest("Aroha", "Ngata-Hughes", "aroha.ngata", 3, 21),
    Guest { role: "admin", note: "For the front desk and billing.", ..guest("Percival", "Oyelaran", "percival.oyelaran", 1, 2) },
    Guest { opened: Some(210), ..guest("Katarzyna", "Wiśniewska", "kasia.wisniewska", 2, 219) },
    Guest {
        opened: Some(101),
        declined: Some(100),
        reason: "Thank you for the kind offer. I have taken a position closer to home.",
        ..guest("Héloïse", "Marchand", "heloise.marchand", 1, 123)
    },
];
