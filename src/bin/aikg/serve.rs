//! `aikg serve`: a SPARQL endpoint and pages over the built graph.

use crate::args::{self, Usage};
use crate::{Status, knowledge, say};
use aikg::query::Catalogue;
use aikg::serve::{self, Access, Limits, Observer, Options, Request};
use anyhow::Context;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How often to look for a newer build.
const LOOK: Duration = Duration::from_secs(1);

pub(crate) fn run(args: args::Serve, quiet: bool) -> anyhow::Result<Status> {
    let access = access(&args)?;
    if !args.bind.ip().is_loopback() && access == Access::Open && !args.public {
        return Err(Usage(format!(
            "{} can be reached from elsewhere: say who may ask with --token-file or --password-file, or --public for anybody",
            args.bind
        ))
        .into());
    }
    let mut catalogue = Catalogue::builtin()?;
    if let Some(dir) = &args.queries {
        catalogue.add_folder(dir)?;
    }
    let defaults = Limits::default();
    let options = Options {
        dir: args.graph.graph.clone(),
        as_of: args.when.as_of,
        bind: args.bind,
        access,
        cors: Some(args.cors.clone()).filter(|origin| origin != "none"),
        allow_service: args.allow_service,
        limits: Limits {
            time: args.timeout,
            rows: args.rows,
            queries: args.queries_at_once.unwrap_or(defaults.queries),
            memory: args.memory.saturating_mul(1 << 20),
            ..defaults
        },
        look: LOOK,
    };
    let knowledge = Arc::new(knowledge::read(&args.knowledge)?);
    let log = Arc::new(Log { quiet });
    serve::run(options, knowledge, Arc::new(catalogue), log)?;
    Ok(Status::Done)
}

fn access(args: &args::Serve) -> anyhow::Result<Access> {
    let secret = |path: &Path| -> anyhow::Result<String> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let secret = text.trim_end_matches(['\r', '\n']).to_string();
        if secret.is_empty() || secret.contains('\n') {
            return Err(Usage(format!("{} does not hold one line", path.display())).into());
        }
        Ok(secret)
    };
    match (&args.token_file, &args.password_file) {
        (Some(path), _) => Ok(Access::Token(secret(path)?)),
        (None, Some(path)) => {
            let password = secret(path)?;
            if !password.contains(':') {
                return Err(Usage(format!("{} is no user:password", path.display())).into());
            }
            Ok(Access::Password(password))
        }
        (None, None) => Ok(Access::Open),
    }
}

/// What happens, on standard error.
struct Log {
    quiet: bool,
}

impl Observer for Log {
    fn listens(&self, address: SocketAddr) {
        say::listens(address);
    }

    fn answered(&self, request: &Request<'_>) {
        if !self.quiet {
            say::answered(request);
        }
    }

    fn note(&self, text: &str) {
        if !self.quiet {
            say::note(text);
        }
    }

    fn fault(&self, text: &str) {
        say::fault(text);
    }
}
