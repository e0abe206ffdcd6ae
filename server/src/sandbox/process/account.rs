//! The user that PostgreSQL runs as: never root.

use nix::unistd::{User, geteuid};

use crate::sandbox::files::Owner;
use crate::sandbox::{SandboxConfig, SandboxError};

/// Another user to become, or `None` where ride itself is unprivileged and PostgreSQL runs as the same user.
pub fn account(config: &SandboxConfig) -> Result<Option<Owner>, SandboxError> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let wished = config.pg_user.as_deref();
    for name in wished.map_or_else(|| vec!["postgres", "nobody"], |it| vec![it]) {
        let found = User::from_name(name)
            .map_err(|errno| SandboxError::Unavailable(format!("the user {name} can't be looked up: {errno}")))?;
        match found {
            Some(user) if user.uid.is_root() => {
                return Err(SandboxError::Unavailable(format!(
                    "RIDE_PG_USER is {name}, which is root: PostgreSQL never runs as root; name another user"
                )));
            }
            Some(user) => return Ok(Some(Owner { uid: user.uid.as_raw(), gid: user.gid.as_raw() })),
            None => {}
        }
    }
    Err(SandboxError::Unavailable(match wished {
        Some(name) => format!("RIDE_PG_USER is {name}, and there is no such user: make it with `useradd {name}`"),
        None => "ride runs as root and there is no unprivileged user for PostgreSQL (postgres, nobody): \
                 name one with RIDE_PG_USER, or start ride as an ordinary user"
            .into(),
    }))
}
