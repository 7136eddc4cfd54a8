use caseload_words::view;
use leptos::prelude::*;

/// The shape of what is coming.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SkeletonKind {
    /// Roster rows: a disc and two lines.
    #[default]
    Rows,
    /// A profile card: a heading and pairs of label and value.
    Card,
    /// Lines of text.
    Lines,
}

/// Holds the place of what is loading, in its final size, so that nothing jumps.
#[component]
pub fn Skeleton(
    #[prop(optional)] kind: SkeletonKind,
    #[prop(default = 6)] rows: usize,
    #[prop(default = "Loading", into)] label: &'static str,
) -> impl IntoView {
    let class = match kind {
        SkeletonKind::Rows => "skeleton skeleton-rows",
        SkeletonKind::Card => "skeleton skeleton-card",
        SkeletonKind::Lines => "skeleton skeleton-lines",
    };
    let rows = (0..rows)
        .map(|_| {
            view! {
                <div class="skeleton-row">
                    <span class="skeleton-disc"></span>
                    <span class="skeleton-line"></span>
                    <span class="skeleton-line"></span>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class=class role="status">
            <span class="visually-hidden">{label}</span>
            {rows}
        </div>
    }
}
