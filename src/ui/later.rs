//! What wakes up piece by piece: the page after its frame, the rows of a long list, the navigation, menus and bars. A page that
//! wakes all at once does nothing else for as long, on a phone for half a second; these are read, and followed as links, without
//! being awake.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
    time::Duration,
};

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::*,
    tachys::{
        hydration::Cursor,
        renderer::{CastFrom, types},
        ssr::StreamBuilder,
        view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr, any_view::AnyViewState},
    },
    web_sys,
};
use leptos_router::{hooks::use_location, location::Location};

/// So long rows wake up in one go, in ms: what the browser has to do meanwhile waits no longer than this and the longest row.
const GO: f64 = 6.0;

/// One element, which is made as ever, but of what the server has sent wakes up a moment later. It asks the server for
/// nothing as it is made: what a page was sent with is told to what wakes up at once.
///
/// It sees what its place provides, whenever it wakes up; the server makes it there and then.
pub fn later<V: IntoView + 'static>(make: impl FnOnce() -> V + Send + 'static) -> Later {
    if cfg!(target_arch = "wasm32") {
        let here = Owner::current();
        let make = Box::new(move || match here {
            Some(here) => here.with(|| make().into_any()),
            None => make().into_any(),
        });
        Later { make, is_still: Box::new(|| true) }
    } else {
        let made = make().into_any();
        Later { make: Box::new(move || made), is_still: Box::new(|| true) }
    }
}

/// The same for the page itself, which may ask: it stands last, so that its questions have the numbers which their answers were
/// sent under. Whoever has gone elsewhere before it was awake gets it made anew, for what the server sent is not it any more.
pub fn later_here<V: IntoView + 'static>(make: impl FnOnce() -> V + Send + 'static) -> Later {
    let Location { pathname, search, .. } = use_location();
    let here = move || (pathname.get_untracked(), search.get_untracked());
    let Later { make, .. } = later(make);
    Later { make, is_still: Box::new(move || SENT.with_borrow(|sent| *sent == Some(here()))) }
}

pub struct Later {
    make: Box<dyn FnOnce() -> AnyView + Send>,
    /// Whether it is still what the server has sent.
    is_still: Box<dyn Fn() -> bool + Send>,
}

/// What it is on the page: asleep, or what it wakes up to.
pub enum Stage {
    Asleep(types::Element, Option<Later>),
    Awake(AnyViewState),
}

pub struct LaterState(Rc<RefCell<Stage>>);

/// Who is to wake up, in turn.
struct Sleeper {
    stage: Weak<RefCell<Stage>>,
    owner: Option<Owner>,
    gone: Arc<AtomicBool>,
}

/// Lets the browser do what else there is to do: draw, and answer who is pressing. Nothing on the server.
pub async fn breath() {
    if !cfg!(target_arch = "wasm32") {
        return;
    }
    let (over, mut begun) = (Arc::new(AtomicBool::new(false)), false);
    std::future::poll_fn(move |task| {
        if over.load(Ordering::Relaxed) {
            return Poll::Ready(());
        }
        if !std::mem::replace(&mut begun, true) {
            let (over, waker) = (over.clone(), task.waker().clone());
            let ends = move || {
                over.store(true, Ordering::Relaxed);
                waker.wake();
            };
            set_timeout(ends, Duration::ZERO);
        }
        Poll::Pending
    })
    .await;
}

thread_local! {
    static SLEEPERS: RefCell<VecDeque<Sleeper>> = const { RefCell::new(VecDeque::new()) };
    // Path and question of the page that the server sent.
    static SENT: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
    static WAKING: Cell<bool> = const { Cell::new(false) };
    static AFTERWARDS: RefCell<Vec<Box<dyn FnOnce()>>> = const { RefCell::new(Vec::new()) };
}

/// Runs once everything of the page is awake: at once, if it is.
pub fn when_all_awake(run: impl FnOnce() + 'static) {
    if WAKING.get() { AFTERWARDS.with_borrow_mut(|all| all.push(Box::new(run))) } else { run() }
}

fn puts_to_sleep(stage: &Rc<RefCell<Stage>>) {
    let gone = Arc::new(AtomicBool::new(false));
    let sleeper = Sleeper { stage: Rc::downgrade(stage), owner: Owner::current(), gone: gone.clone() };
    on_cleanup(move || gone.store(true, Ordering::Relaxed));
    SLEEPERS.with_borrow_mut(|all| all.push_back(sleeper));
    if !WAKING.replace(true) {
        set_timeout(wake_some, Duration::ZERO);
    }
}

fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

fn wake_some() {
    let until = now() + GO;
    while let Some(Sleeper { stage, owner, gone }) = SLEEPERS.with_borrow_mut(VecDeque::pop_front) {
        // Gone before its turn came: the page shows something else by now.
        let Some(stage) = stage.upgrade().filter(|_| !gone.load(Ordering::Relaxed)) else { continue };
        match owner {
            Some(owner) => owner.with(|| wake(&stage)),
            None => wake(&stage),
        }
        if now() >= until {
            set_timeout(wake_some, Duration::ZERO);
            return;
        }
    }
    WAKING.set(false);
    for run in AFTERWARDS.take() {
        run();
    }
}

fn wake(stage: &RefCell<Stage>) {
    let mut stage = stage.borrow_mut();
    if let Stage::Asleep(element, later) = &mut *stage
        && let Some(Later { make, is_still }) = later.take()
    {
        let awake = if is_still() { make().hydrate_from_position::<true>(element, Position::Current) } else { instead_of(element, make) };
        *stage = Stage::Awake(awake);
    }
}

/// What the server sent shows what was: nobody wakes that up any more.
fn instead_of(element: &mut types::Element, make: impl FnOnce() -> AnyView) -> AnyViewState {
    let mut instead = make().build();
    element.insert_before_this(&mut instead);
    element.unmount();
    instead
}

/// Wakes the whole page up, as `leptos::mount::hydrate_lazy` does; but what was sent for its questions stays at hand until all
/// of it is awake.
#[cfg(feature = "hydrate")]
pub fn wake_up<V: IntoView + 'static>(page: impl FnOnce() -> V + 'static) {
    use hydration_context::{HydrateSharedContext, SharedContext};
    use leptos::{reactive::computed::ScopedFuture, tachys::dom::body};
    use leptos_router::location::{BrowserUrl, LocationProvider};
    SENT.set(BrowserUrl::current().ok().map(|here| (here.path().to_string(), here.search().to_string())));
    // Refused where it was done already, which is as well.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let sent = Arc::new(HydrateSharedContext::new());
    let owner = Owner::new_root(Some(sent.clone()));
    leptos::task::spawn_local(async move {
        let all = async move { page().into_view().hydrate_async(&Cursor::new(body().into()), &PositionState::default()).await };
        let shown = owner.with(|| ScopedFuture::new(all)).await;
        when_all_awake(move || sent.hydration_complete());
        // It stays as long as the page.
        std::mem::forget((owner, shown));
    });
}

impl Render for Later {
    type State = LaterState;

    fn build(self) -> Self::State {
        LaterState(Rc::new(RefCell::new(Stage::Awake((self.make)().build()))))
    }

    fn rebuild(self, state: &mut Self::State) {
        let stage = &mut *state.0.borrow_mut();
        match stage {
            Stage::Awake(awake) => (self.make)().rebuild(awake),
            Stage::Asleep(element, _) => *stage = Stage::Awake(instead_of(element, self.make)),
        }
    }
}

impl RenderHtml for Later {
    type AsyncOutput = AnyView;
    type Owned = Self;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        (self.make)().resolve().await
    }

    fn to_html_with_buf(self, buf: &mut String, position: &mut Position, escape: bool, mark: bool, attrs: Vec<AnyAttribute>) {
        (self.make)().to_html_with_buf(buf, position, escape, mark, attrs);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark: bool,
        attrs: Vec<AnyAttribute>,
    ) {
        (self.make)().to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, mark, attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        match position.get() {
            Position::FirstChild => cursor.child(),
            Position::Current => {}
            _ => cursor.sibling(),
        }
        position.set(Position::NextChild);
        let stage = match types::Element::cast_from(cursor.current()) {
            Some(element) => {
                let stage = Rc::new(RefCell::new(Stage::Asleep(element, Some(self))));
                puts_to_sleep(&stage);
                stage
            }
            // Never so in a page that the server made.
            None => return self.build(),
        };
        LaterState(stage)
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}

impl AddAnyAttr for Later {
    type Output<SomeNewAttr: Attribute> = <AnyView as AddAnyAttr>::Output<SomeNewAttr>;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        (self.make)().add_any_attr(attr)
    }
}

impl Mountable for LaterState {
    fn unmount(&mut self) {
        match &mut *self.0.borrow_mut() {
            Stage::Asleep(element, _) => element.unmount(),
            Stage::Awake(awake) => awake.unmount(),
        }
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        match &mut *self.0.borrow_mut() {
            Stage::Asleep(element, _) => element.mount(parent, marker),
            Stage::Awake(awake) => awake.mount(parent, marker),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match &*self.0.borrow() {
            Stage::Asleep(element, _) => element.insert_before_this(child),
            Stage::Awake(awake) => awake.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        match &*self.0.borrow() {
            Stage::Asleep(element, _) => vec![element.clone()],
            Stage::Awake(awake) => awake.elements(),
        }
    }
}
