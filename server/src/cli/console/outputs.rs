//! What the engine wants done: printing, sending, asking the machine, the keyboard and the server.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use ride_shared::psql::{HostRequest, Input, Output, encoding};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::Instant;

use super::carried;
use super::files::Source;
use super::{Done, Host, HostFuture, WRITE_WITHIN, eprint_raw, flush_stdout};
use crate::cli::history::{self, History};
use crate::cli::keyboard::Keyboard;
use crate::cli::login::{self, Ask, Change};

impl Host {
    /// Puts what was typed into the history, and what was logged into its file.
    pub(super) fn keep(&mut self) {
        let control = self.engine.variable("HISTCONTROL").unwrap_or("none").to_owned();
        for entry in self.engine.take_history() {
            if self.history.add(entry.clone(), &control) {
                self.typed.push(entry);
            }
        }
        if let Some(log) = &mut self.log {
            // A log that can't be written must not end the session.
            let _ = log.write_all(&encoding::bytes(&self.engine.take_log()));
        }
    }

    pub(super) async fn carry_out(&mut self, output: Output) -> anyhow::Result<Option<Input>> {
        match output {
            Output::Send(bytes) => return Ok(self.send(&carried::to_server(&bytes)).await),
            Output::Stdout(text) => self.print(&text)?,
            Output::Page { text, page } => self.page(text, page).await?,
            Output::Stderr(text) => {
                flush_stdout();
                eprint_raw(&text);
            }
            Output::Prompt(prompt) => {
                self.close_pager().await?;
                flush_stdout();
                self.show_prompt(prompt).await?;
            }
            Output::Cancel => {
                if let (Some(key), Some(address)) = (self.engine.cancel_key(), &self.address) {
                    // Nothing else happens meanwhile, so that no later statement can be hit.
                    address.cancel(key).await;
                }
            }
            Output::Wake { in_ms } => self.wake = Some(Instant::now() + Duration::from_millis(in_ms)),
            Output::Host { request, what } => self.ask(request, what),
            Output::Completions { request, start, candidates } => {
                if let Some(index) = self.answers.iter().position(|(number, _)| *number == request) {
                    // It may have given up waiting.
                    let _ = self.answers.swap_remove(index).1.send((start, candidates));
                }
            }
            Output::Append { path, bytes, fresh } => {
                let machine = Arc::clone(&self.machine);
                self.sinks.append(&machine, path, &bytes, fresh).await;
            }
            Output::ReadOn => {
                // Beside everything else: a program may take its time, and Ctrl-C must get through.
                let source = self.source.take();
                self.asked = Some(Box::pin(async move {
                    let Some(mut source) = source else { return Done::Data(None, Ok(Vec::new())) };
                    let piece = source.read().await;
                    Done::Data(Some(source), piece)
                }));
            }
            Output::Status { .. } => {}
            Output::Quit(code) => {
                self.close_pager().await?;
                // Unless the reader has gone before.
                self.code.get_or_insert(code);
            }
        }
        Ok(None)
    }

    /// Writes, and reads what comes meanwhile: a server whose notices nobody takes would stop taking our data.
    async fn send(&mut self, bytes: &[u8]) -> Option<Input> {
        if let Some(answer) = self.from_server.instead(bytes) {
            return (!answer.is_empty()).then_some(Input::Backend(answer));
        }
        let (Some(writer), Some(reader)) = (&mut self.writer, &mut self.reader) else { return None };
        let mut rest = bytes;
        let mut read = Vec::new();
        let mut buffer = [0; 8 << 10];
        let mut open = true;
        while !rest.is_empty() {
            tokio::select! {
                biased;
                written = writer.write(rest) => match written {
                    Ok(n) if n > 0 => rest = &rest[n..],
                    // A server that closed has still said why: reading tells.
                    _ => break,
                },
                // The end, or an error, comes again with the next read.
                got = reader.read(&mut buffer), if open => match got {
                    Ok(n) if n > 0 => read.extend_from_slice(&buffer[..n]),
                    _ => open = false,
                },
                () = tokio::time::sleep(WRITE_WITHIN) => {
                    self.lost();
                    return Some(Input::Disconnected { reason: "the server has taken nothing in for a minute".to_owned() });
                }
            }
        }
        (!read.is_empty()).then(|| Input::Backend(self.from_server.take(&read)))
    }

    async fn show_prompt(&mut self, prompt: String) -> anyhow::Result<()> {
        if self.keyboard.is_none() {
            self.keyboard = Some(self.open_keyboard()?);
        }
        let prompt = self.machine.finished_prompt(prompt).await;
        if let Some(keyboard) = &mut self.keyboard {
            keyboard.ask(prompt, std::mem::take(&mut self.typed));
        }
        Ok(())
    }

    /// Once the startup files have been read: they may say where the history is.
    fn open_keyboard(&mut self) -> std::io::Result<Keyboard> {
        if !self.interactive {
            return Keyboard::script();
        }
        if !self.readline {
            return Keyboard::plain();
        }
        let machine = Arc::clone(&self.machine);
        let path = history::path(self.engine.variable("HISTFILE"), &|name| machine.environment(name));
        self.history = History::load(path);
        Keyboard::terminal(self.history.entries().to_vec(), crate::cli::keyboard::vi_mode(&machine))
    }

    fn ask(&mut self, request: u64, what: HostRequest) {
        let (lab, machine, ask) = (self.lab.clone(), Arc::clone(&self.machine), self.ask);
        flush_stdout();
        let input = |input: Input| -> HostFuture { Box::pin(std::future::ready(Done::Input(input))) };
        let future: HostFuture = match what {
            HostRequest::ReadData(path) => {
                Box::pin(
                    async move { Done::Input(Input::HostData { request, result: machine.read_data(&path).await }) },
                )
            }
            HostRequest::OpenData(path) => {
                let result = Source::open(&machine, &path);
                let result = result.map(|source| self.source = Some(source)).map(|()| String::new());
                input(Input::HostDone { request, result })
            }
            HostRequest::WriteFile { path, bytes, append } => match self.sinks.take(&path) {
                Some(sink) => {
                    Box::pin(async move { Done::Input(Input::HostDone { request, result: sink.close(&bytes).await }) })
                }
                None => Box::pin(async move {
                    let what = HostRequest::WriteFile { path, bytes, append };
                    Done::Input(Input::HostDone { request, result: machine.answer(what).await })
                }),
            },
            HostRequest::Lab { command, arguments } => Box::pin(async move {
                let result = match lab {
                    Some(lab) => lab.lab(&command, &arguments).await,
                    None => Err("there is no lab here".to_owned()),
                };
                Done::Input(Input::HostDone { request, result })
            }),
            HostRequest::History(None) => input(Input::HostDone { request, result: Ok(self.history.text()) }),
            HostRequest::History(Some(path)) => input(Input::HostDone { request, result: self.history.save(&path) }),
            HostRequest::Connect { .. } => {
                self.lost();
                match self.parameters.clone() {
                    None => {
                        let result = Err("there is no connection to get back".to_owned());
                        input(Input::HostDone { request, result })
                    }
                    Some(parameters) => Box::pin(async move {
                        let result = login::connect(parameters, Ask::Never, None, &machine).await.map(Box::new);
                        Done::Session { request, result, reset: true }
                    }),
                }
            }
            HostRequest::Session { reuse, database, user, host, port } => {
                let change = Change { reuse, database, user, host, port };
                match change.applied(self.parameters.as_ref(), &machine) {
                    Ok(parameters) => Box::pin(async move {
                        let result = login::connect(parameters, ask, change.user.as_deref(), &machine).await;
                        let result = result.map(Box::new).map_err(|text| format!("\\connect: {text}"));
                        Done::Session { request, result, reset: false }
                    }),
                    Err(text) => {
                        Box::pin(std::future::ready(Done::Session { request, result: Err(text), reset: false }))
                    }
                }
            }
            what => {
                Box::pin(async move { Done::Input(Input::HostDone { request, result: machine.answer(what).await }) })
            }
        };
        self.asked = Some(future);
    }

    pub(super) fn print(&mut self, text: &str) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        match out.write_all(&encoding::bytes(text)) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                // Whoever read has seen enough. psql ends by SIGPIPE, which shells tell as this.
                self.code = Some(141);
                Ok(())
            }
            other => Ok(other?),
        }
    }
}
