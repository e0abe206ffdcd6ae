//! Diagnosis: what it is, who did it, and the figures.

use ride_shared::journal::DiagnosisAnswer;
use ride_shared::protocol::DiagnosisTaken;
use ride_shared::scenario::DiagnosisForm;

use crate::dom::{El, Var, div, el, failure, muted, txt};
use crate::lab::state::Lab;
use crate::{api, time};

/// The tab.
pub fn diagnosis(lab: Lab) -> Vec<El> {
    let Some(session) = lab.session.peek() else { return Vec::new() };
    let form = session.briefing.diagnosis.clone();
    let busy = Var::new(false);
    let failed = Var::new(String::new());

    let causes: Vec<(String, El)> = form
        .causes
        .iter()
        .map(|choice| (choice.key.clone(), el("input", "").attr("type", "radio").attr("name", "cause")))
        .collect();
    let labels =
        form.causes.iter().zip(&causes).map(|(choice, (_, input))| {
            el("label", "choice").with(vec![input.clone(), txt("span", "", &choice.label)])
        });
    let fieldset = el("fieldset", "").with(vec![txt("legend", "", "What is the cause?")]).with(labels.collect());

    let culprit = el("select", "").with(vec![txt("option", "", "Choose\u{2026}").attr("value", "")]);
    let culprit = culprit.with(form.culprits.iter().map(|name| txt("option", "", name)).collect());
    let numbers: Vec<(String, El)> = form
        .numbers
        .iter()
        .map(|number| {
            let input = el("input", "").attr("type", "number").attr("step", "any").attr("inputmode", "decimal");
            (number.key.clone(), input)
        })
        .collect();
    let number_labels = form.numbers.iter().zip(&numbers).map(|(number, (_, input))| labelled(&number.label, input));
    let mut fields = vec![fieldset, labelled("Who is the culprit?", &culprit)];
    fields.extend(number_labels);

    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        if busy.peek() || lab.is_over() {
            return;
        }
        let mut answer = DiagnosisAnswer {
            cause: causes.iter().find(|(_, input)| input.checked()).map(|(key, _)| key.clone()),
            culprit: Some(culprit.value()).filter(|name| !name.is_empty()),
            ..Default::default()
        };
        for (key, input) in &numbers {
            if let Some(number) = time::parse(&input.value()) {
                answer.numbers.insert(key.clone(), number);
            }
        }
        if answer == DiagnosisAnswer::default() {
            failed.set("Answer at least one question first.".to_owned());
            return;
        }
        busy.set(true);
        failed.set(String::new());
        let body = api::json(&answer);
        lab.access().call::<DiagnosisTaken>("POST", "/diagnosis", body, api::QUICK_MS, move |answer| {
            busy.set(false);
            match answer {
                Ok(taken) => lab.diagnosis.set(Some(taken.diagnosis)),
                Err(error) => failed.set(error.message),
            }
        });
    };
    let button = txt("button", "primary", "Put on record").attr("type", "submit");
    fields.extend([
        button.flag("aria-disabled", move || busy.get() || lab.is_over()),
        muted("You may change your mind until you submit: the last one counts."),
        failure(failed),
    ]);
    vec![
        el("form", "diagnosis").with(fields).on("submit", submit),
        div("").attr("role", "status").part(move || match lab.diagnosis.get() {
            Some(answer) => vec![standing(&form, &answer)],
            None => Vec::new(),
        }),
    ]
}

fn labelled(label: &str, input: &El) -> El {
    el("label", "number").with(vec![txt("span", "", label), input.clone()])
}

/// What stands as the diagnosis.
fn standing(form: &DiagnosisForm, answer: &DiagnosisAnswer) -> El {
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
        lines.push([label, " ", &time::exact(*value)].concat());
    }
    let lines = lines.iter().map(|line| txt("li", "", line)).collect();
    div("standing").with(vec![txt("h2", "", "On record"), el("ul", "").with(lines)])
}
