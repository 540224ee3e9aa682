// node query.mjs MODULES ADDRESS QUERY [TYPE]: asks a source of this type (sparql, file…), prints the bindings as a JSON list.
import { createRequire } from "node:module";

const [modules, address, query, type = "sparql"] = process.argv.slice(2);
const { QueryEngine } = createRequire(`${modules}/`)("@comunica/query-sparql");
const source = { type, value: address };
const stream = await new QueryEngine().queryBindings(query, { sources: [source] });
const rows = await stream.toArray();
console.log(JSON.stringify(rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])))));
