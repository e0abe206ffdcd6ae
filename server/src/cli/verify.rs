//! `ride verify`: checks a receipt and grades its journal again.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use ride_shared::grading::{Receipt, ReceiptError};

use crate::catalog::Catalog;

/// A receipt is a few hundred kilobytes at most; more is not one.
const LARGEST: u64 = 64 << 20;

/// `ride verify RECEIPT`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The receipt's file; - reads standard input.
    receipt: PathBuf,
    /// The public key that it must be signed with, hex; without it any key's signature will do, and the key is told.
    #[arg(long, value_name = "HEX")]
    key: Option<String>,
    /// A folder of scenarios instead of those built in.
    #[arg(long, value_name = "DIR")]
    scenarios: Option<PathBuf>,
}

/// Runs the command; 0 for a good receipt, 1 for one that doesn't hold.
pub fn run(args: &VerifyArgs) -> anyhow::Result<i32> {
    let name = args.receipt.display();
    let text = read(&args.receipt).with_context(|| format!("can't read {name}"))?;
    let receipt: Receipt = serde_json::from_str(&text).with_context(|| format!("{name} is no receipt"))?;
    let catalog = Catalog::open(args.scenarios.as_deref()).context("can't read the scenarios")?;
    let mut out = std::io::stdout().lock();
    match verify(&receipt, &catalog, args.key.as_deref()) {
        Ok(()) => {
            let Receipt { scenario, seed, session, card, public_key, .. } = &receipt;
            writeln!(out, "good: {} of 100 for {scenario}, seed {seed}, session {session}", card.total)?;
            writeln!(out, "signed with the key {public_key}, and the journal gives the same card when graded again")?;
            Ok(0)
        }
        Err(why) => {
            writeln!(out, "does not hold: {why}")?;
            Ok(1)
        }
    }
}

fn read(file: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(LARGEST).read_to_string(&mut text)?;
    } else {
        std::fs::File::open(file)?.take(LARGEST).read_to_string(&mut text)?;
    }
    Ok(text)
}

/// Why a receipt doesn't hold.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    #[error("its card can't be graded again here: {0}")]
    Scenario(#[from] crate::catalog::UnknownScenario),
}

fn verify(receipt: &Receipt, catalog: &Catalog, key: Option<&str>) -> Result<(), Unfit> {
    match key {
        Some(key) => receipt.verify_signed_by(key)?,
        None => receipt.verify()?,
    }
    let resolved = catalog.resolve(&receipt.scenario, receipt.seed)?;
    receipt.verify_card(&resolved.scenario, &resolved.version)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ride_shared::grading::public_key_hex;
    use ride_shared::journal::{Calls, Entry, Event};
    use ride_shared::protocol::{Mode, Vitals};

    const STORM: &str = "stage-03/03-connection-storm-after-deploy";
    const KEY: [u8; 32] = [3; 32];

    fn receipt(catalog: &Catalog, scenario: &str) -> Receipt {
        let resolved = catalog.resolve(STORM, 2).unwrap();
        let events = [
            Event::SessionStarted {
                scenario: scenario.into(),
                version: resolved.version.clone(),
                seed: 2,
                mode: Mode::Practice,
                driver: "process".into(),
                postgres: 150_010,
                unix_ms: 1,
            },
            Event::IncidentLive,
            // A number that only reads back as itself where floats are parsed exactly.
            Event::Vitals(Vitals {
                at_ms: 1,
                max_connections: 100,
                connections: vec![],
                waiting_locks: 0,
                calls: 3,
                failed: 0,
                p95_ms: Some(0.123_456_789_012_345_67),
            }),
            Event::Submitted,
            Event::StateMeasured {
                rule: 0,
                connections: Some(0),
                calls: Some(Calls { made: 9, failed: 0 }),
                holds: std::collections::BTreeMap::new(),
            },
        ];
        let journal = (1..).zip(events).map(|(seq, event)| Entry { seq, at_ms: seq, event }).collect();
        Receipt::sign("abcdefgh12345678", journal, &resolved.scenario, &KEY).unwrap()
    }

    fn verdict(content: &str, key: Option<String>) -> anyhow::Result<i32> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("receipt.json");
        std::fs::write(&file, content).unwrap();
        run(&VerifyArgs { receipt: file, key, scenarios: None })
    }

    #[test]
    fn a_good_receipt_holds_and_a_changed_one_does_not() {
        let json = serde_json::to_string(&receipt(&Catalog::built_in(), STORM)).unwrap();
        assert_eq!(verdict(&json, None).unwrap(), 0);
        assert_eq!(verdict(&json, Some(public_key_hex(&KEY))).unwrap(), 0);
        assert_eq!(verdict(&json, Some(public_key_hex(&[4; 32]))).unwrap(), 1);
        assert!(json.contains("\"total\":35"));
        assert_eq!(verdict(&json.replace("\"total\":35", "\"total\":95"), None).unwrap(), 1);
        assert!(verdict(&json[..json.len() / 2], None).is_err());
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let catalog = Catalog::built_in();
        let elsewhere = verify(&receipt(&catalog, "stage-09/09-gone"), &catalog, None).unwrap_err().to_string();
        assert!(elsewhere.starts_with("its card can't be graded again here: there is no scenario"), "{elsewhere}");
        let mut changed = receipt(&catalog, STORM);
        changed.journal[2].at_ms = 7;
        let told = verify(&changed, &catalog, None).unwrap_err().to_string();
        assert!(told.starts_with("the journal doesn't fit the receipt"), "{told}");
    }

    #[test]
    fn a_file_that_is_not_there_is_told() {
        let args = VerifyArgs { receipt: "nowhere.json".into(), key: None, scenarios: None };
        assert_eq!(run(&args).unwrap_err().to_string(), "can't read nowhere.json");
    }
}
