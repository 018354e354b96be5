pub(crate) fn run(_: crate::args::Demo, _: bool) -> anyhow::Result<crate::Status> {
    anyhow::bail!("soon")
}
