//! Does the time that an answer takes tell who is known?

use std::{ops::Range, time::Duration};

/// Whom a sample asks for.
#[derive(Clone, Copy, PartialEq)]
pub enum Asked {
    Known,
    Unknown,
    /// For nobody: only the part that has to take the time for both, or nothing where there is none.
    Alone,
}

/// How long the quickest quarter took at most, in seconds: whatever else the machine does only makes the others slower.
fn quick(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 4].as_secs_f64()
}

/// Fails unless a known one takes as many times as long as an unknown one as `bounds` allow, and the unknown one nearly as long
/// as that part alone. They take turns, so that whatever else the machine does meets all three. A busy machine can spoil a
/// series, but a difference that tells something is there in every one: one series without it is enough.
pub async fn tells_nobody(bounds: Range<f64>, mut sample: impl AsyncFnMut(Asked, usize) -> Duration) {
    let mut seen = Vec::new();
    for series in 0..6 {
        let [mut known, mut unknown, mut alone] = [const { Vec::new() }; 3];
        for n in 0..12 {
            for (asked, times) in [(Asked::Known, &mut known), (Asked::Unknown, &mut unknown), (Asked::Alone, &mut alone)] {
                times.push(sample(asked, series * 12 + n).await);
            }
        }
        let (known, unknown, alone) = (quick(&mut known), quick(&mut unknown), quick(&mut alone));
        if bounds.contains(&(known / unknown)) && unknown >= alone * 0.8 {
            return;
        }
        seen.push(format!("known {known:.4} s, unknown {unknown:.4} s, alone {alone:.4} s"));
    }
    panic!("the time tells who is known: {seen:#?}");
}
