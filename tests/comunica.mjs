// Comunica asks a running server: node comunica.mjs http://127.0.0.1:PORT, where its package is found (NODE_PATH or below this folder).
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/");
const { QueryEngine } = require("@comunica/query-sparql");
const base = process.argv[2];
const query = `PREFIX aikg: <https://w3id.org/aikg/ontology#> PREFIX schema: <https://schema.org/>
SELECT ?name ?items WHERE { ?e a aikg:Company ; schema:name ?name ; aikg:items ?items } ORDER BY DESC(?items) ?name LIMIT 12`;
const engine = new QueryEngine();
for (const source of [{ type: "sparql", value: base + "/sparql" }, base + "/sparql"]) {
  const rows = await (await engine.queryBindings(query, { sources: [source] })).toArray();
  console.log(JSON.stringify({ client: "Comunica", rows: rows.map((r) => [r.get("name").value, r.get("items").value]) }));
}
