pub(crate) fn run(_: crate::args::Map) -> anyhow::Result<crate::Status> { anyhow::bail!("soon") }
