pub(crate) fn run(_: crate::args::Report) -> anyhow::Result<crate::Status> {
    anyhow::bail!("soon")
}
