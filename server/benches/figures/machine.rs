//! What the machine is, and what processes take of it.

use std::collections::HashMap;
use std::path::PathBuf;

/// Ticks of the processor's clock in a second, as Linux shows them to programs.
const TICKS: f64 = 100.0;

/// The machine in a line.
pub fn told() -> String {
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|l| l.strip_prefix("model name")).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{cores} cores,{} load {}", model.trim_start_matches([' ', '\t', ':']), load())
}

/// The load of the last minute.
pub fn load() -> String {
    read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned()
}

/// A size from a process's status, in KB, such as `VmHWM`.
pub fn memory(pid: u32, what: &str) -> u64 {
    field(&read(format!("/proc/{pid}/status")), what)
}

/// PSS of a process in KB: what it has for itself, and its share of what others have too.
pub fn pss(pid: u32) -> u64 {
    field(&read(format!("/proc/{pid}/smaps_rollup")), "Pss")
}

/// The processes below `pid`, children of children too.
pub fn below(pid: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(child) = entry.file_name().to_str().and_then(|n| n.parse::<u32>().ok()) else { continue };
        if let Some(parent) = stat(child).first() {
            children.entry(*parent as u32).or_default().push(child);
        }
    }
    let (mut found, mut open) = (Vec::new(), vec![pid]);
    while let Some(parent) = open.pop() {
        let mine = children.remove(&parent).unwrap_or_default();
        open.extend(&mine);
        found.extend(mine);
    }
    found
}

/// Seconds of processor time that a process has taken; with `buried`, also those of its children that have ended.
pub fn seconds(pid: u32, buried: bool) -> f64 {
    // utime, stime, cutime, cstime: fields 14 to 17; the parent is field 4.
    stat(pid).iter().skip(10).take(if buried { 4 } else { 2 }).sum::<f64>() / TICKS
}

/// The numbers of /proc/PID/stat from the parent's id on.
fn stat(pid: u32) -> Vec<f64> {
    let text = read(format!("/proc/{pid}/stat"));
    let Some((_, fields)) = text.rsplit_once(") ") else { return Vec::new() };
    fields.split_whitespace().skip(1).map(|n| n.parse().unwrap_or(0.0)).collect()
}

fn field(text: &str, name: &str) -> u64 {
    let line =
        text.lines().find(|l| l.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'))).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn read(path: impl Into<PathBuf>) -> String {
    std::fs::read_to_string(path.into()).unwrap_or_default()
}
