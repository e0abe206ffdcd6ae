//! One modal dialog for the page: something to confirm, a text to edit, or a file to pick.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

/// What the dialog asks for.
#[derive(Clone)]
enum Kind {
    Confirm,
    Edit(String),
    File,
}

#[derive(Clone)]
struct Ask {
    title: String,
    text: String,
    yes: String,
    kind: Kind,
    /// Called once: with the answer, or nothing where it was cancelled.
    done: std::rc::Rc<dyn Fn(Option<String>)>,
}

/// Opens the page's dialog.
#[derive(Clone, Copy)]
pub struct Dialogs(RwSignal<Option<Ask>, LocalStorage>);

/// Puts [`Dialogs`] into the context.
pub fn provide() {
    provide_context(Dialogs(RwSignal::new_local(None)));
}

/// The page's dialog.
pub fn use_dialogs() -> Dialogs {
    expect_context()
}

impl Dialogs {
    /// Calls `then` if the learner says yes.
    pub fn confirm(self, title: &str, text: &str, yes: &str, then: impl Fn() + 'static) {
        self.ask(title, text, yes, Kind::Confirm, move |answer| {
            if answer.is_some() {
                then();
            }
        });
    }

    /// Lets the learner edit a text.
    pub fn edit(self, text: String, done: impl Fn(Option<String>) + 'static) {
        self.ask("Edit", "Runs when you save, if it ends a statement.", "Save", Kind::Edit(text), done);
    }

    /// Lets the learner pick a file, and reads it.
    pub fn file(self, name: &str, done: impl Fn(Option<String>) + 'static) {
        let text = ["The console wants to read ", name, ". Pick it on this machine."].concat();
        self.ask("Open a file", &text, "Run it", Kind::File, done);
    }

    fn ask(self, title: &str, text: &str, yes: &str, kind: Kind, done: impl Fn(Option<String>) + 'static) {
        // A dialog that is still open is answered by its cancellation, so that nobody waits for ever.
        self.finish(None);
        self.0.set(Some(Ask {
            title: title.to_owned(),
            text: text.to_owned(),
            yes: yes.to_owned(),
            kind,
            done: std::rc::Rc::new(done),
        }));
    }

    fn finish(self, answer: Option<String>) {
        if let Some(ask) = self.0.try_update(Option::take).flatten() {
            (ask.done)(answer);
        }
    }
}

/// The dialog's element.
pub fn dialogs() -> impl IntoView {
    let dialogs = use_dialogs();
    move || dialogs.0.get().map(|ask| open(dialogs, ask))
}

fn open(dialogs: Dialogs, ask: Ask) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    let editor = NodeRef::<html::Textarea>::new();
    let file = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            let _ = element.show_modal();
        }
    });
    let kind = ask.kind.clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match kind {
            Kind::Confirm => dialogs.finish(Some(String::new())),
            Kind::Edit(_) => dialogs.finish(editor.get_untracked().map(|e| e.value())),
            Kind::File => {
                let picked = file.get_untracked().and_then(|f| f.files()).and_then(|files| files.get(0));
                let Some(picked) = picked else { return };
                leptos::task::spawn_local(async move {
                    let text = wasm_bindgen_futures::JsFuture::from(picked.unchecked_ref::<web_sys::Blob>().text()).await;
                    dialogs.finish(text.ok().and_then(|t| t.as_string()));
                });
            }
        }
    };
    let input = match ask.kind {
        Kind::Confirm => ().into_any(),
        Kind::Edit(text) => view! {
            <textarea class="editor" aria-label="Text" rows="12" spellcheck="false" node_ref=editor prop:value=text></textarea>
        }
        .into_any(),
        Kind::File => view! { <input type="file" aria-label="File" node_ref=file required=true/> }.into_any(),
    };
    view! {
        <dialog
            node_ref=element
            aria-labelledby="dialog-title"
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                dialogs.finish(None);
            }
        >
            <form on:submit=submit>
                <h2 id="dialog-title">{ask.title}</h2>
                <p>{ask.text}</p>
                {input}
                <div class="row end">
                    <button type="button" on:click=move |_| dialogs.finish(None)>"Cancel"</button>
                    <button type="submit" class="primary">{ask.yes}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
