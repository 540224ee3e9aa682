// node query.mjs MODULES ENDPOINT QUERY: asks with Comunica, prints the bindings as a JSON list.
import { createRequire } from "node:module";

const [modules, endpoint, query] = process.argv.slice(2);
const { QueryEngine } = createRequire(`${modules}/`)("@comunica/query-sparql");
const source = { type: "sparql", value: endpoint };
const stream = await new QueryEngine().queryBindings(query, { sources: [source] });
const rows = await stream.toArray();
console.log(JSON.stringify(rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])))));
