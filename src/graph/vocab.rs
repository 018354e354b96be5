//! Every IRI of the graph, one line of meaning each. The ontology in `ontology/aikg.ttl` describes the same terms.

/// What all IRIs of ours begin with.
pub const ROOT: &str = "https://w3id.org/aikg";
/// The ontology.
pub const AIKG: &str = "https://w3id.org/aikg/ontology#";
/// Entities.
pub const ENT: &str = "https://w3id.org/aikg/entity/";
/// Topics.
pub const TOPIC: &str = "https://w3id.org/aikg/topic/";
/// The scheme of topics that the dictionaries have.
pub const TOPICS: &str = "https://w3id.org/aikg/topics";
/// The scheme of tags that no dictionary has, each a concept of its own.
pub const TAGS: &str = "https://w3id.org/aikg/tags";
/// Digests, items, claims, mentions.
pub const DIG: &str = "https://w3id.org/aikg/digest/";
/// Named graphs.
pub const GRAPH: &str = "https://w3id.org/aikg/graph/";
/// RDF.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// RDF Schema.
pub const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
/// OWL.
pub const OWL: &str = "http://www.w3.org/2002/07/owl#";
/// XML Schema.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
/// Dublin Core.
pub const DCTERMS: &str = "http://purl.org/dc/terms/";
/// schema.org.
pub const SCHEMA: &str = "https://schema.org/";
/// SKOS.
pub const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
/// SKOS for labels with reasons.
pub const SKOSXL: &str = "http://www.w3.org/2008/05/skos-xl#";
/// Provenance.
pub const PROV: &str = "http://www.w3.org/ns/prov#";
/// Descriptions of data sets.
pub const VOID: &str = "http://rdfs.org/ns/void#";
/// Catalogues of data sets.
pub const DCAT: &str = "http://www.w3.org/ns/dcat#";
/// Linguistic annotation: what a text names.
pub const ITSRDF: &str = "http://www.w3.org/2005/11/its/rdf#";

/// The prefixes that queries may use without declaring them.
pub const PREFIXES: [(&str, &str); 17] = [
    ("aikg", AIKG),
    ("dcat", DCAT),
    ("dcterms", DCTERMS),
    ("dig", DIG),
    ("ent", ENT),
    ("graph", GRAPH),
    ("itsrdf", ITSRDF),
    ("owl", OWL),
    ("prov", PROV),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("schema", SCHEMA),
    ("skos", SKOS),
    ("skosxl", SKOSXL),
    ("topic", TOPIC),
    ("void", VOID),
    ("xsd", XSD),
];

macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident = $space:literal $local:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = concat!($space, $local);)*

        /// Every term of the graph with the name of its constant: tests compare them with the ontology and the output.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

terms! {
    /// Is a.
    TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" "type";

    /// One issue of a digest.
    DIGEST = "https://w3id.org/aikg/ontology#" "Digest";
    /// One piece of news.
    ITEM = "https://w3id.org/aikg/ontology#" "Item";
    /// One occurrence of a name.
    MENTION = "https://w3id.org/aikg/ontology#" "Mention";
    /// Whatever is named.
    ENTITY = "https://w3id.org/aikg/ontology#" "Entity";
    /// Two entities that items name together, with how often.
    CO_MENTION = "https://w3id.org/aikg/ontology#" "CoMention";
    /// How many items name an entity, have a topic or are in the whole graph, in a week, month or year.
    COUNT = "https://w3id.org/aikg/ontology#" "Count";

    /// The digest of an item.
    IN_DIGEST = "https://w3id.org/aikg/ontology#" "inDigest";
    /// The item of a mention.
    IN_ITEM = "https://w3id.org/aikg/ontology#" "inItem";
    /// An entity that an item or a digest's head names.
    MENTIONS = "https://w3id.org/aikg/ontology#" "mentions";
    /// The section that an item stands in, as printed.
    SECTION = "https://w3id.org/aikg/ontology#" "section";
    /// What an item says of its importance.
    IMPORTANCE = "https://w3id.org/aikg/ontology#" "importance";
    /// Maker, owner, parent or employer, from the dictionaries.
    BELONGS_TO = "https://w3id.org/aikg/ontology#" "belongsTo";
    /// The first date an entity is named.
    FIRST_SEEN = "https://w3id.org/aikg/ontology#" "firstSeen";
    /// The last date an entity is named.
    LAST_SEEN = "https://w3id.org/aikg/ontology#" "lastSeen";
    /// How many items name it, or both of a pair.
    ITEMS = "https://w3id.org/aikg/ontology#" "items";
    /// How often it is named.
    MENTION_COUNT = "https://w3id.org/aikg/ontology#" "mentionCount";
    /// One of the two entities of a co-mention.
    BETWEEN = "https://w3id.org/aikg/ontology#" "between";
    /// What a count counts.
    COUNT_OF = "https://w3id.org/aikg/ontology#" "countOf";
    /// The ISO week of a count: `2026-W02`.
    WEEK = "https://w3id.org/aikg/ontology#" "week";
    /// The month of a count: `2026-01`.
    MONTH = "https://w3id.org/aikg/ontology#" "month";
    /// The year of a count: `2026`.
    YEAR = "https://w3id.org/aikg/ontology#" "year";
    /// The rule that led from a spelling to its entity.
    RULE = "https://w3id.org/aikg/ontology#" "rule";
    /// The spelling as it stands in the text.
    SURFACE = "https://w3id.org/aikg/ontology#" "surface";
    /// Where in an item a mention stands: list, heading, text or source.
    ORIGIN = "https://w3id.org/aikg/ontology#" "origin";
    /// The first byte in the digest's file.
    BEGIN_BYTE = "https://w3id.org/aikg/ontology#" "beginByte";
    /// One past the last byte in the digest's file.
    END_BYTE = "https://w3id.org/aikg/ontology#" "endByte";
    /// The SHA-256 of the bytes of a digest or an import, in hex.
    SHA256 = "https://w3id.org/aikg/ontology#" "sha256";

    /// A file of claims from elsewhere; its IRI is that of their named graph.
    IMPORT = "https://w3id.org/aikg/ontology#" "Import";
    /// The import of a claim from elsewhere.
    IN_IMPORT = "https://w3id.org/aikg/ontology#" "inImport";
    /// What an item, or a source from elsewhere, says of two entities.
    CLAIM = "https://w3id.org/aikg/ontology#" "Claim";
    /// How sure the rule, or the source, is of a claim.
    CONFIDENCE = "https://w3id.org/aikg/ontology#" "confidence";
    /// Whether a claim is asserted, denied or reported.
    POLARITY = "https://w3id.org/aikg/ontology#" "polarity";
    /// The words that make a claim.
    EVIDENCE = "https://w3id.org/aikg/ontology#" "evidence";
    /// From when what a claim says held.
    VALID_FROM = "https://w3id.org/aikg/ontology#" "validFrom";
    /// Buys.
    ACQUIRES = "https://w3id.org/aikg/ontology#" "acquires";
    /// Works for.
    AFFILIATED_WITH = "https://w3id.org/aikg/ontology#" "affiliatedWith";
    /// Is an author of.
    AUTHORED = "https://w3id.org/aikg/ontology#" "authored";
    /// Is built upon.
    BASED_ON = "https://w3id.org/aikg/ontology#" "basedOn";
    /// Works together with.
    COLLABORATES_WITH = "https://w3id.org/aikg/ontology#" "collaboratesWith";
    /// Is a rival of.
    COMPETES_WITH = "https://w3id.org/aikg/ontology#" "competesWith";
    /// Makes or releases.
    DEVELOPS = "https://w3id.org/aikg/ontology#" "develops";
    /// Is measured on.
    EVALUATED_ON = "https://w3id.org/aikg/ontology#" "evaluatedOn";
    /// Is a founder of.
    FOUNDED = "https://w3id.org/aikg/ontology#" "founded";
    /// Puts money into.
    INVESTS_IN = "https://w3id.org/aikg/ontology#" "investsIn";
    /// Does better than.
    OUTPERFORMS = "https://w3id.org/aikg/ontology#" "outperforms";
    /// Is a part of.
    PART_OF = "https://w3id.org/aikg/ontology#" "partOf";
    /// Puts forward.
    PROPOSES = "https://w3id.org/aikg/ontology#" "proposes";
    /// Appears in.
    PUBLISHED_IN = "https://w3id.org/aikg/ontology#" "publishedIn";
    /// Needs to run.
    RUNS_ON = "https://w3id.org/aikg/ontology#" "runsOn";

    /// A claim, for RDF.
    STATEMENT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" "Statement";
    /// The subject of a claim.
    RDF_SUBJECT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" "subject";
    /// The predicate of a claim.
    RDF_PREDICATE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" "predicate";
    /// The object of a claim.
    RDF_OBJECT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" "object";

    /// The title of a digest.
    TITLE = "http://purl.org/dc/terms/" "title";
    /// The date of a digest or an item.
    ISSUED = "http://purl.org/dc/terms/" "issued";
    /// A topic of a digest or an item.
    SUBJECT = "http://purl.org/dc/terms/" "subject";
    /// A link of an item; the dictionary row of a label.
    SOURCE = "http://purl.org/dc/terms/" "source";
    /// The identifier of a paper.
    IDENTIFIER = "http://purl.org/dc/terms/" "identifier";
    /// The language a digest is written in.
    LANGUAGE = "http://purl.org/dc/terms/" "language";
    /// How large a file is.
    EXTENT = "http://purl.org/dc/terms/" "extent";

    /// The heading of an item.
    HEADLINE = "https://schema.org/" "headline";
    /// The number of an item in its digest.
    POSITION = "https://schema.org/" "position";
    /// A paper that an item cites.
    CITATION = "https://schema.org/" "citation";
    /// The one name of an entity that tables show.
    NAME = "https://schema.org/" "name";
    /// The address of a paper.
    URL = "https://schema.org/" "url";
    /// When an entity was founded or released, as the dictionary has it.
    START_DATE = "https://schema.org/" "startDate";
    /// The version of a program.
    SOFTWARE_VERSION = "https://schema.org/" "softwareVersion";
    /// A scientific paper, for schema.org.
    SCHOLARLY_ARTICLE = "https://schema.org/" "ScholarlyArticle";
    /// A firm, for schema.org.
    CORPORATION = "https://schema.org/" "Corporation";
    /// An organisation, for schema.org.
    SCHEMA_ORGANIZATION = "https://schema.org/" "Organization";
    /// A human being, for schema.org.
    SCHEMA_PERSON = "https://schema.org/" "Person";
    /// A product, for schema.org.
    SCHEMA_PRODUCT = "https://schema.org/" "Product";
    /// Software and models, for schema.org.
    SOFTWARE_APPLICATION = "https://schema.org/" "SoftwareApplication";
    /// A data set, for schema.org.
    SCHEMA_DATASET = "https://schema.org/" "Dataset";
    /// A technique or subject, for schema.org.
    DEFINED_TERM = "https://schema.org/" "DefinedTerm";
    /// A conference, for schema.org.
    SCHEMA_EVENT = "https://schema.org/" "Event";
    /// A place, for schema.org.
    SCHEMA_PLACE = "https://schema.org/" "Place";

    /// A subject heading.
    CONCEPT = "http://www.w3.org/2004/02/skos/core#" "Concept";
    /// A set of subject headings.
    CONCEPT_SCHEME = "http://www.w3.org/2004/02/skos/core#" "ConceptScheme";
    /// The scheme that a concept stands in.
    IN_SCHEME = "http://www.w3.org/2004/02/skos/core#" "inScheme";
    /// The scheme of a topic that has no broader one.
    TOP_CONCEPT_OF = "http://www.w3.org/2004/02/skos/core#" "topConceptOf";
    /// The preferred name in a language.
    PREF_LABEL = "http://www.w3.org/2004/02/skos/core#" "prefLabel";
    /// Another name.
    ALT_LABEL = "http://www.w3.org/2004/02/skos/core#" "altLabel";
    /// A topic's broader topic.
    BROADER = "http://www.w3.org/2004/02/skos/core#" "broader";
    /// The concept of a Topic entity.
    EXACT_MATCH = "http://www.w3.org/2004/02/skos/core#" "exactMatch";
    /// A fact that tells an entity from others.
    NOTE = "http://www.w3.org/2004/02/skos/core#" "note";
    /// A label with its reason.
    LABEL = "http://www.w3.org/2008/05/skos-xl#" "Label";
    /// A name with its reason.
    XL_ALT_LABEL = "http://www.w3.org/2008/05/skos-xl#" "altLabel";
    /// The text of a label.
    LITERAL_FORM = "http://www.w3.org/2008/05/skos-xl#" "literalForm";

    /// What a mention means.
    TA_IDENT_REF = "http://www.w3.org/2005/11/its/rdf#" "taIdentRef";
    /// A data set, for VoID.
    VOID_DATASET = "http://rdfs.org/ns/void#" "Dataset";
    /// How many entities a data set has.
    VOID_ENTITIES = "http://rdfs.org/ns/void#" "entities";
    /// How many documents a data set was made from.
    VOID_DOCUMENTS = "http://rdfs.org/ns/void#" "documents";
    /// A data set, for DCAT.
    DCAT_DATASET = "http://www.w3.org/ns/dcat#" "Dataset";
    /// The days that a data set is about.
    TEMPORAL = "http://purl.org/dc/terms/" "temporal";
    /// A stretch of time.
    PERIOD_OF_TIME = "http://purl.org/dc/terms/" "PeriodOfTime";
    /// The first day of a stretch of time.
    DCAT_START_DATE = "http://www.w3.org/ns/dcat#" "startDate";
    /// The last day of a stretch of time.
    DCAT_END_DATE = "http://www.w3.org/ns/dcat#" "endDate";
    /// What the data set was made from.
    WAS_DERIVED_FROM = "http://www.w3.org/ns/prov#" "wasDerivedFrom";
    /// The program that made it.
    WAS_ATTRIBUTED_TO = "http://www.w3.org/ns/prov#" "wasAttributedTo";
    /// A program, for PROV.
    SOFTWARE_AGENT = "http://www.w3.org/ns/prov#" "SoftwareAgent";
}

// Terms of the description that `aikg export -f void` writes; a graph cannot hold them, since they count the graph itself.

/// How many triples.
pub const VOID_TRIPLES: &str = "http://rdfs.org/ns/void#triples";
/// How many subjects.
pub const VOID_DISTINCT_SUBJECTS: &str = "http://rdfs.org/ns/void#distinctSubjects";
/// How many classes.
pub const VOID_CLASSES: &str = "http://rdfs.org/ns/void#classes";
/// How many properties.
pub const VOID_PROPERTIES: &str = "http://rdfs.org/ns/void#properties";
/// What the IRIs of things begin with.
pub const VOID_URI_SPACE: &str = "http://rdfs.org/ns/void#uriSpace";
/// A vocabulary that is used.
pub const VOID_VOCABULARY: &str = "http://rdfs.org/ns/void#vocabulary";
/// A part of a data set.
pub const VOID_SUBSET: &str = "http://rdfs.org/ns/void#subset";
/// The part with one class.
pub const VOID_CLASS_PARTITION: &str = "http://rdfs.org/ns/void#classPartition";
/// The class of that part.
pub const VOID_CLASS: &str = "http://rdfs.org/ns/void#class";
/// The part with one property.
pub const VOID_PROPERTY_PARTITION: &str = "http://rdfs.org/ns/void#propertyPartition";
/// The property of that part.
pub const VOID_PROPERTY: &str = "http://rdfs.org/ns/void#property";
/// A file that has the data set.
pub const DCAT_DISTRIBUTION_OF: &str = "http://www.w3.org/ns/dcat#distribution";
/// Such a file.
pub const DCAT_DISTRIBUTION: &str = "http://www.w3.org/ns/dcat#Distribution";
/// The form of a file.
pub const DCAT_MEDIA_TYPE: &str = "http://www.w3.org/ns/dcat#mediaType";
/// How a file is packed.
pub const DCAT_COMPRESS_FORMAT: &str = "http://www.w3.org/ns/dcat#compressFormat";
/// How large a file is.
pub const DCAT_BYTE_SIZE: &str = "http://www.w3.org/ns/dcat#byteSize";
/// The relations that claims are of; the plain edges of the graph.
pub const RELATIONS: [&str; 15] = [
    ACQUIRES,
    AFFILIATED_WITH,
    AUTHORED,
    BASED_ON,
    COLLABORATES_WITH,
    COMPETES_WITH,
    DEVELOPS,
    EVALUATED_ON,
    FOUNDED,
    INVESTS_IN,
    OUTPERFORMS,
    PART_OF,
    PROPOSES,
    PUBLISHED_IN,
    RUNS_ON,
];

/// The class of a kind of entities; type Other is a plain [`ENTITY`].
pub fn class(kind: crate::entity::Kind) -> String {
    match kind {
        crate::entity::Kind::Other => ENTITY.to_string(),
        kind => format!("{AIKG}{}", kind.name()),
    }
}

/// The schema.org class of a kind, where there is one.
pub fn schema_class(kind: crate::entity::Kind) -> Option<&'static str> {
    use crate::entity::Kind;
    Some(match kind {
        Kind::Company => CORPORATION,
        Kind::Organization => SCHEMA_ORGANIZATION,
        Kind::Person => SCHEMA_PERSON,
        Kind::Model => SOFTWARE_APPLICATION,
        Kind::Product | Kind::Hardware => SCHEMA_PRODUCT,
        Kind::Paper => SCHOLARLY_ARTICLE,
        Kind::Dataset => SCHEMA_DATASET,
        Kind::Method | Kind::Topic => DEFINED_TERM,
        Kind::Event => SCHEMA_EVENT,
        Kind::Place => SCHEMA_PLACE,
        Kind::Other => return None,
    })
}
