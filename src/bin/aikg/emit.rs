//! `aikg emit`: extracts and the links of all → quads, counts, and what no digest has alone.

use crate::extract::inputs;
use crate::{Status, args, knowledge, say};
use aikg::cluster::{self, Linked};

pub(crate) fn run(args: args::Emit) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let inputs = inputs(&args.files)?;
    let linked = Linked::open(&args.links, &knowledge)?;
    say::stream(args.out.as_deref(), |out| {
        let mut out = std::io::BufWriter::with_capacity(1 << 18, out);
        if args.count {
            cluster::count(&linked, inputs, &mut out)
        } else if args.shared {
            cluster::shared(&linked, inputs, &knowledge, args.mentions, &mut out)
        } else {
            cluster::quads(&linked, inputs, args.mentions, &mut out)
        }
    })?;
    Ok(Status::Done)
}
