//! Elements by hand, on Leptos' reactive system.
//!
//! Leptos' `view!` makes a type of its own for every element, attribute and handler. For this page that came to twice
//! the whole first-load budget, so views are built here instead: every closure is boxed, every element is the same
//! type, and one reactive effect serves them all. Owners, effects and signals are Leptos' own: what is built inside a
//! reactive part is dropped with it.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlElement, KeyboardEvent};

use crate::browser::document;

/// A value that views follow. A handle: copied around freely, dead when its owner is gone.
///
/// Every value lies behind the same type, so that Leptos' arena is compiled once.
pub struct Var<T: 'static> {
    slot: Slot,
    kind: PhantomData<fn() -> T>,
}

#[derive(Clone, Copy)]
struct Slot {
    value: StoredValue<Rc<dyn Any>, LocalStorage>,
    changed: RwSignal<u32>,
}

impl Slot {
    #[inline(never)]
    fn new(value: Rc<dyn Any>) -> Self {
        Self { value: StoredValue::new_local(value), changed: RwSignal::new(0) }
    }

    #[inline(never)]
    fn value(self) -> Option<Rc<dyn Any>> {
        self.value.try_get_value()
    }

    #[inline(never)]
    fn track(self) {
        self.changed.track();
    }

    #[inline(never)]
    fn tell(self) {
        self.changed.try_update(|n| *n = n.wrapping_add(1));
    }
}

impl<T> Clone for Var<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Var<T> {}

impl<T: Clone + 'static> Var<T> {
    /// A value, owned by the current owner.
    pub fn new(value: T) -> Self {
        Self { slot: Slot::new(Rc::new(RefCell::new(value))), kind: PhantomData }
    }

    fn reach<R>(self, call: impl FnOnce(&RefCell<T>) -> R) -> Option<R> {
        let value = self.slot.value()?;
        value.downcast_ref().map(call)
    }

    /// The value; whoever is being built or drawn is drawn again when it changes.
    pub fn get(self) -> T {
        self.track();
        self.peek()
    }

    /// The value, without following it.
    pub fn peek(self) -> T {
        self.look(T::clone)
    }

    /// The value, unless its owner is gone.
    pub fn try_peek(self) -> Option<T> {
        self.reach(|cell| cell.borrow().clone())
    }

    /// Looks at the value and follows it.
    pub fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.look(look)
    }

    /// Looks at the value without following it.
    pub fn look<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.reach(|cell| look(&cell.borrow())).expect("whoever looks is dropped with the value's owner")
    }

    /// Replaces the value; nothing happens where its owner is gone.
    pub fn set(self, value: T) {
        self.update(|old| *old = value);
    }

    /// Changes the value; nothing happens where its owner is gone.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        if self.reach(|cell| change(&mut cell.borrow_mut())).is_some() {
            self.slot.tell();
        }
    }

    /// Follows it without looking.
    pub fn track(self) {
        self.slot.track();
    }
}

impl<T: Clone + PartialEq + 'static> Var<T> {
    /// A value computed from others, told only when it really changes.
    pub fn of(compute: impl Fn() -> T + 'static) -> Self {
        let var = Self::new(untrack(&compute));
        effect(move || {
            let value = compute();
            if var.try_peek().is_some_and(|old| old != value) {
                var.set(value);
            }
        });
        var
    }
}

/// Runs now and whenever what it followed changes, until the current owner is gone.
pub fn effect(run: impl Fn() + 'static) {
    boxed_effect(Box::new(run));
}

fn boxed_effect(run: Box<dyn Fn()>) {
    let effect = RenderEffect::new(move |_: Option<()>| run());
    StoredValue::new_local(effect);
}

/// The same, but not the first time.
pub fn on_change(follow: impl Fn() + 'static, then: impl Fn() + 'static) {
    let first = std::cell::Cell::new(true);
    effect(move || {
        follow();
        if !first.replace(false) {
            untrack(&then);
        }
    });
}

/// An element being built.
#[derive(Clone)]
pub struct El(pub HtmlElement);

/// An HTML element with a class, which may be empty.
pub fn el(tag: &str, class: &str) -> El {
    let element = document().create_element(tag).expect("every tag is a literal in this crate");
    if !class.is_empty() {
        element.set_class_name(class);
    }
    El(element.unchecked_into())
}

/// An SVG element. Only what every element can do may be asked of it.
pub fn svg(tag: &str) -> El {
    let element = document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag);
    El(element.expect("every tag is a literal in this crate").unchecked_into())
}

/// A `div`.
pub fn div(class: &str) -> El {
    el("div", class)
}

/// An element that holds text.
pub fn txt(tag: &str, class: &str, text: &str) -> El {
    el(tag, class).text(text)
}

/// A paragraph.
pub fn p(text: &str) -> El {
    txt("p", "", text)
}

/// A paragraph in the background.
pub fn muted(text: &str) -> El {
    txt("p", "muted", text)
}

/// A button.
pub fn button(label: &str, class: &str, press: impl FnMut(Event) + 'static) -> El {
    txt("button", class, label).attr("type", "button").on("click", press)
}

/// A link.
pub fn link(href: &str, text: &str) -> El {
    txt("a", "", text).attr("href", href)
}

/// A line that tells of a failure, and is nothing while there is none.
pub fn failure(of: Var<String>) -> El {
    el("p", "failed").attr("role", "alert").text_of(move || of.get())
}

impl El {
    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Keeps an attribute up to date; none takes it away.
    pub fn bind(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.bind_boxed(name, Box::new(value));
        self
    }

    fn bind_boxed(&self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
        let element = self.0.clone();
        effect(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        });
    }

    /// Keeps an attribute that is `true` or `false` up to date.
    pub fn flag(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        self.bind(name, move || Some(if value() { "true" } else { "false" }.to_owned()))
    }

    /// Shows it only while `shown`.
    pub fn shown(self, shown: impl Fn() -> bool + 'static) -> Self {
        self.bind("hidden", move || (!shown()).then(String::new))
    }

    /// Appends text.
    pub fn text(self, text: &str) -> Self {
        let _ = self.0.append_child(&document().create_text_node(text));
        self
    }

    /// Appends text that is kept up to date.
    pub fn text_of(self, text: impl Fn() -> String + 'static) -> Self {
        self.text_of_boxed(Box::new(text));
        self
    }

    fn text_of_boxed(&self, text: Box<dyn Fn() -> String>) {
        let node = document().create_text_node("");
        let _ = self.0.append_child(&node);
        effect(move || {
            let text = text();
            // Unchanged text is left alone: a selection in it stays.
            if node.data() != text {
                node.set_data(&text);
            }
        });
    }

    /// Appends elements.
    pub fn with(self, children: Vec<El>) -> Self {
        for child in children {
            let _ = self.0.append_child(&child.0);
        }
        self
    }

    /// Appends a part that is built anew whenever what it followed changes.
    pub fn part(self, build: impl Fn() -> Vec<El> + 'static) -> Self {
        self.part_boxed(Box::new(build));
        self
    }

    fn part_boxed(&self, build: Box<dyn Fn() -> Vec<El>>) {
        let end = document().create_text_node("");
        let _ = self.0.append_child(&end);
        let parent = self.0.clone();
        let before = RefCell::new(Vec::<El>::new());
        effect(move || {
            let fresh = build();
            for old in before.take() {
                old.0.remove();
            }
            for child in &fresh {
                let _ = parent.insert_before(&child.0, Some(&end));
            }
            before.replace(fresh);
        });
    }

    /// Calls back on an event.
    pub fn on(self, event: &str, call: impl FnMut(Event) + 'static) -> Self {
        self.on_boxed(event, Box::new(call));
        self
    }

    fn on_boxed(&self, event: &str, call: Box<dyn FnMut(Event)>) {
        let call: JsValue = Closure::wrap(call).into_js_value();
        let _ = self.0.add_event_listener_with_callback(event, call.unchecked_ref());
    }

    /// Calls back on a pressed key.
    pub fn on_key(self, call: impl Fn(&KeyboardEvent) + 'static) -> Self {
        self.on("keydown", move |event| call(event.unchecked_ref()))
    }

    /// The value of an input, a select or a textarea.
    pub fn value(&self) -> String {
        js_sys::Reflect::get(&self.0, &"value".into()).ok().and_then(|v| v.as_string()).unwrap_or_default()
    }

    /// Whether a checkbox or radio button is checked.
    pub fn checked(&self) -> bool {
        self.0.unchecked_ref::<web_sys::HtmlInputElement>().checked()
    }

    /// Puts the focus here.
    pub fn focus(&self) {
        let _ = self.0.focus();
    }

    /// Sets a style property; by the object model, which the content security policy allows.
    pub fn style(&self, property: &str, value: &str) {
        let _ = self.0.style().set_property(property, value);
    }
}
