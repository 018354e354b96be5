//! What this service is, for programs: the SPARQL 1.1 Service Description, and VoID.

use super::accept::{self, TRIPLES};
use super::asked::Asked;
use super::protocol::choose;
use super::reply::{Refusal, Reply, reply, set, with_charset};
use super::served::Served;
use super::{App, graphs};
use crate::graph::vocab;
use http::{StatusCode, header};
use oxigraph::io::{RdfParser, RdfSerializer};
use std::sync::Arc;

/// The service description.
///
/// # Errors
/// No form that there is, is wanted.
pub(super) fn service(app: &App, served: &Served, asked: &Asked) -> Result<Reply, Refusal> {
    let accept = asked.header(header::ACCEPT);
    if asked.first("format").is_none() && accept::prefers_page(accept, &TRIPLES) {
        let mut moved = reply(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "");
        set(&mut moved, header::LOCATION, "/query");
        return Ok(moved);
    }
    let offer = choose(&TRIPLES, asked.first("format"), accept)?;
    let crate::query::format::Format::Rdf(form) = offer.format else {
        return Err(Refusal::bad("triples have no such form"));
    };
    let text = turtle(app, served);
    let failed = |_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the description failed");
    let mut writer = RdfSerializer::from_format(form).for_writer(Vec::new());
    let parser = RdfParser::from_format(oxigraph::io::RdfFormat::Turtle);
    for quad in parser.for_slice(text.as_bytes()) {
        let quad = quad
            .map_err(|_| std::io::Error::other(""))
            .map_err(failed)?;
        writer.serialize_quad(&quad).map_err(failed)?;
    }
    let bytes = writer.finish().map_err(failed)?;
    let mut reply = reply(StatusCode::OK, "text/turtle", bytes);
    set(
        &mut reply,
        header::CONTENT_TYPE,
        &with_charset(offer.types[0]),
    );
    Ok(reply)
}

fn turtle(app: &App, served: &Served) -> String {
    let federation = match app.options.allow_service {
        true => "sd:feature sd:BasicFederatedQuery ;\n   ",
        false => "",
    };
    format!(
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix fmt: <http://www.w3.org/ns/formats/> .
<> a sd:Service ;
    sd:endpoint </sparql> ;
    sd:supportedLanguage sd:SPARQL10Query, sd:SPARQL11Query ;
    {federation}sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat fmt:SPARQL_Results_JSON, fmt:SPARQL_Results_XML, fmt:SPARQL_Results_CSV, fmt:SPARQL_Results_TSV,
        fmt:Turtle, fmt:N-Triples, fmt:JSON-LD, fmt:RDF_XML, fmt:N-Quads, fmt:TriG ;
    sd:defaultDataset <dataset> .
<dataset> a sd:Dataset ;
    sd:defaultGraph <union> .
<union> a sd:Graph ;
    void:triples {} .
",
        served.site.graph().store().len()
    )
    .replace("<>", &format!("<{}/service>", vocab::ROOT))
    .replace("<dataset>", &format!("<{}/service/dataset>", vocab::ROOT))
    .replace("<union>", &format!("<{}/service/union>", vocab::ROOT))
    .replace("</sparql>", &format!("<{}/sparql>", app.base()))
}

/// What is in the graph: its named graph `meta`, which `build` writes.
///
/// # Errors
/// No form that there is, is wanted.
pub(super) async fn void(
    app: &Arc<App>,
    served: Arc<Served>,
    asked: &Asked,
) -> Result<Reply, Refusal> {
    graphs::graph(app, served, asked, &format!("{}meta", vocab::GRAPH)).await
}
