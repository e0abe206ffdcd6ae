//! Diagnosis: what it is, who did it, and the figures.

use leptos::{html, prelude::*};
use leptos::task::spawn_local;
use ride_shared::journal::DiagnosisAnswer;
use ride_shared::protocol::DiagnosisTaken;

use crate::api;
use crate::lab::state::Lab;

/// The tab.
pub fn diagnosis(lab: Lab) -> impl IntoView {
    let form = lab.session.with_untracked(|s| s.as_ref().map(|s| s.briefing.diagnosis.clone()));
    let Some(form) = form else { return ().into_any() };
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(String::new());
    let cause = RwSignal::new(None::<String>);
    let culprit = NodeRef::<html::Select>::new();
    let labels = StoredValue::new(form.clone());

    let causes: Vec<AnyView> = form
        .causes
        .into_iter()
        .map(|choice| {
            let key = choice.key;
            view! {
                <label class="choice">
                    <input type="radio" name="cause" on:change=move |_| cause.set(Some(key.clone()))/>
                    <span>{choice.label}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    let culprits: Vec<AnyView> =
        form.culprits.into_iter().map(|name| view! { <option>{name}</option> }.into_any()).collect();
    let mut inputs: Vec<(String, NodeRef<html::Input>)> = Vec::new();
    let numbers: Vec<AnyView> = form
        .numbers
        .into_iter()
        .map(|question| {
            let input = NodeRef::<html::Input>::new();
            inputs.push((question.key, input));
            view! {
                <label class="number">
                    <span>{question.label}</span>
                    <input type="number" step="any" inputmode="decimal" node_ref=input/>
                </label>
            }
            .into_any()
        })
        .collect();

    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || lab.is_over() {
            return;
        }
        let mut answer = DiagnosisAnswer {
            cause: cause.get_untracked(),
            culprit: culprit.get_untracked().map(|s| s.value()).filter(|v| !v.is_empty()),
            ..Default::default()
        };
        for (key, input) in &inputs {
            let typed = input.get_untracked().map(|i| i.value()).unwrap_or_default();
            if let Ok(number) = typed.trim().parse() {
                answer.numbers.insert(key.clone(), number);
            }
        }
        if answer == DiagnosisAnswer::default() {
            failed.set("Answer at least one question first.".to_owned());
            return;
        }
        busy.set(true);
        failed.set(String::new());
        spawn_local(async move {
            let body = api::json(&answer);
            match lab.access().call::<DiagnosisTaken>("POST", "/diagnosis", body, api::QUICK_MS).await {
                Ok(taken) => _ = lab.diagnosis.try_set(Some(taken.diagnosis)),
                Err(error) => _ = failed.try_set(error.message),
            }
            busy.try_set(false);
        });
    };
    let standing = move || {
        lab.diagnosis.get().map(|answer| {
            let lines = labels.with_value(|form| {
                let mut lines = Vec::new();
                if let Some(key) = &answer.cause {
                    let label = form.causes.iter().find(|c| c.key == *key).map_or(key, |c| &c.label);
                    lines.push(["Cause: ", label].concat());
                }
                if let Some(name) = &answer.culprit {
                    lines.push(["Culprit: ", name].concat());
                }
                for (key, value) in &answer.numbers {
                    let label = form.numbers.iter().find(|n| n.key == *key).map_or(key, |n| &n.label);
                    lines.push([label, ": ", &value.to_string()].concat());
                }
                lines
            });
            let lines: Vec<AnyView> = lines.into_iter().map(|l| view! { <li>{l}</li> }.into_any()).collect();
            view! { <div class="standing"><h2>"On record"</h2><ul>{lines}</ul></div> }.into_any()
        })
    };
    view! {
        <form class="diagnosis" on:submit=submit>
            <fieldset>
                <legend>"What is the cause?"</legend>
                {causes}
            </fieldset>
            <label class="number">
                <span>"Who is the culprit?"</span>
                <select node_ref=culprit><option value="">"Choose\u{2026}"</option>{culprits}</select>
            </label>
            {numbers}
            <button class="primary" type="submit" aria-disabled=move || (busy.get() || lab.is_over()).to_string()>
                "Put on record"
            </button>
            <p class="muted">"You may change your mind until you submit: the last one counts."</p>
            <p class="failed" role="alert">{move || failed.get()}</p>
        </form>
        <div role="status">{standing}</div>
    }
    .into_any()
}
