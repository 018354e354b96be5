pub(crate) fn run(_: crate::args::Query) -> anyhow::Result<crate::Status> { anyhow::bail!("soon") }
