//! Hears, in the browser, that a server function was refused because nobody is signed in any more. Every refusal passes
//! here on its way, whichever page asked; who listens is the frame around the pages.

use std::cell::RefCell;
use std::rc::Rc;

type Listener = Rc<dyn Fn()>;

thread_local! {
    // One for a browser's tab; nobody listens on the server.
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
    static OVER: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Calls `listener` from now on, instead of whoever listened before.
pub fn on_signed_out(listener: impl Fn() + 'static) {
    LISTENER.set(Some(Rc::new(listener)));
}

/// Nobody listens any more.
pub fn off_signed_out() {
    LISTENER.set(None);
}

/// Calls `listener` as well when this page finds that its sign-in is over, however that came.
pub fn on_over(listener: impl Fn() + 'static) {
    OVER.set(Some(Rc::new(listener)));
}

/// This page's sign-in is over: what it left on the device goes.
pub fn over() {
    if let Some(listener) = OVER.with_borrow(Clone::clone) {
        listener();
    }
}

/// Has whoever listens look whether the sign-in still stands.
pub fn perhaps_signed_out() {
    if let Some(listener) = LISTENER.with_borrow(Clone::clone) {
        listener();
    }
}
