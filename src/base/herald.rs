//! What was just kept, in one word, for whoever on this server waits to hear that there is something new. It says that
//! something happened and to what, never what: whoever hears it asks again, through the door.

use std::sync::{Arc, OnceLock};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub practice: Uuid,
    /// As the audit trail calls it: `room.what_happened`.
    pub kind: &'static str,
    /// What kind of thing it happened to (`client`, `member` …), and which.
    pub to: &'static str,
    pub id: Option<Uuid>,
    /// The clients it concerns; none where they are not known one by one.
    pub clients: Vec<Uuid>,
}

/// The way from the door to whoever listens; where nobody does (a command, a test) it leads nowhere. Cheap to clone.
#[derive(Clone, Default)]
pub struct Herald(Arc<OnceLock<UnboundedSender<Happened>>>);

impl Herald {
    /// From now on. The first who listens stays the one.
    pub fn goes_to(&self, listener: UnboundedSender<Happened>) {
        let _ = self.0.set(listener);
    }

    /// Told after the transaction was kept, and lost if the server dies just then: it is only a hint.
    pub fn tells(&self, happened: Vec<Happened>) {
        if let Some(listener) = self.0.get() {
            for one in happened {
                let _ = listener.send(one);
            }
        }
    }
}
