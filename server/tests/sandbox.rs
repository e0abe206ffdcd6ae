//! Sandboxes for real.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use ride::sandbox::{Driver, DriverKind, Endpoint, Sandbox, SandboxConfig, SandboxRequest, TemplateSpec, choose_with};

fn request(id: &str) -> SandboxRequest {
    SandboxRequest {
        id: id.into(),
        template: TemplateSpec {
            key: "0a1b2c".into(),
            database: "shop".into(),
            roles: vec!["deploy_worker".into(), "checkout_api".into()],
            sql: "CREATE TABLE orders (id int PRIMARY KEY, note text); GRANT SELECT, INSERT ON orders TO checkout_api;
                  INSERT INTO orders SELECT n, 'order ' || n FROM generate_series(1, 100) n;"
                .into(),
            grant_settings: vec!["max_connections".into(), "work_mem".into()],
        },
        settings: BTreeMap::from([("max_connections".into(), "50".into())]),
    }
}

#[tokio::test]
async fn first() {
    for kind in [DriverKind::Process, DriverKind::Docker] {
        let base = tempfile::tempdir().unwrap();
        let driver = choose_with(kind, &SandboxConfig::from_env(base.path())).await.unwrap();
        let t = std::time::Instant::now();
        driver.prepare(&request("a").template).await.unwrap();
        println!("prepare {:?}", t.elapsed());
        for _ in 0..5 {
            let t = std::time::Instant::now();
            let sandbox = driver.start(&request("a")).await.unwrap();
            println!("start {:?} {} {:?}", t.elapsed(), sandbox.version(), sandbox.endpoint());
            let t = std::time::Instant::now();
            sandbox.restart().await.unwrap();
            println!("restart {:?}", t.elapsed());
            let t = std::time::Instant::now();
            sandbox.stop().await.unwrap();
            println!("stop {:?}", t.elapsed());
        }
    }
}
