pub(crate) fn run(_: crate::args::Check) -> anyhow::Result<crate::Status> {
    anyhow::bail!("soon")
}
