//! What wakes up after the rest of a page: the rows of a long list, the navigation, menus and bars. A page that wakes all at
//! once does nothing else for as long, on a phone for half a second; these are read, and followed as links, without being awake.

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
        view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr, any_view::AnyViewState},
    },
    web_sys,
};

/// So long rows wake up in one go, in ms: what the browser has to do meanwhile waits no longer than this and the longest row.
const GO: f64 = 6.0;

/// One element, which is made as ever, but of what the server has sent wakes up a moment later. It asks the server for
/// nothing as it is made: what a page was sent with is told to what wakes up at once.
///
/// It sees what its place provides, whenever it wakes up; the server makes it there and then.
pub fn later<V: IntoView + 'static>(make: impl FnOnce() -> V + Send + 'static) -> Later {
    if cfg!(target_arch = "wasm32") {
        let here = Owner::current();
        Later(Box::new(move || match here {
            Some(here) => here.with(|| make().into_any()),
            None => make().into_any(),
        }))
    } else {
        let made = make().into_any();
        Later(Box::new(move || made))
    }
}

pub struct Later(Box<dyn FnOnce() -> AnyView + Send>);

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
        && let Some(Later(make)) = later.take()
    {
        let awake = make().hydrate_from_position::<true>(element, Position::Current);
        *stage = Stage::Awake(awake);
    }
}

impl Render for Later {
    type State = LaterState;

    fn build(self) -> Self::State {
        LaterState(Rc::new(RefCell::new(Stage::Awake((self.0)().build()))))
    }

    fn rebuild(self, state: &mut Self::State) {
        let stage = &mut *state.0.borrow_mut();
        match stage {
            Stage::Awake(awake) => (self.0)().rebuild(awake),
            // What the server sent shows what was: nobody wakes that up any more.
            Stage::Asleep(element, _) => {
                let mut instead = (self.0)().build();
                element.insert_before_this(&mut instead);
                element.unmount();
                *stage = Stage::Awake(instead);
            }
        }
    }
}

impl RenderHtml for Later {
    type AsyncOutput = AnyView;
    type Owned = Self;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        (self.0)().resolve().await
    }

    fn to_html_with_buf(self, buf: &mut String, position: &mut Position, escape: bool, mark: bool, attrs: Vec<AnyAttribute>) {
        (self.0)().to_html_with_buf(buf, position, escape, mark, attrs);
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
        (self.0)().add_any_attr(attr)
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
