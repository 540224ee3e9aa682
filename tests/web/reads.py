"""Everything that can be read, for tests that ask the same of all of it."""

SELECT = "SELECT ?o WHERE { ?s <https://w3id.org/onrecord#low> ?o } ORDER BY ?o ?s"
CONSTRUCT = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o . FILTER(?o = <https://w3id.org/onrecord#Treaty>) }"

# Answered from the data: another revision, perhaps another answer.
OF_DATA = (
    "/",
    "/api/v1/statements?limit=3",
    "/api/v1/statements?limit=3&format=csv",
    "/api/v1/figures?format=turtle",
    "/api/v1/actors/kim-jong-un",
    "/api/v1/actors/kim-jong-un?format=jsonld",
    "/api/v1/articles/kursk-wire",
    "/api/v1/articles/kursk-wire/claims",
    "/api/v1/deployments/north-korea-troops-russia/figures",
    "/actor/kim-jong-un",
    "/actor/kim-jong-un?format=html",
    "/article/kursk-wire?format=html",
    "/browse/actors",
    "/graph/registry",
    "/data",
    "/data?default",
    "/data?graph=http://localhost:8000/graph/registry",
    "/data?graph=http://localhost:8000/graph/article/kursk-wire&format=jsonld",
    "/.well-known/void",
    f"/sparql?query={SELECT.replace('#', '%23')}",
    f"/sparql?query={SELECT.replace('#', '%23')}&format=csv",
    f"/sparql?query={SELECT.replace('#', '%23')}&format=html",
    f"/sparql?query={CONSTRUCT.replace('#', '%23')}&format=rdfxml",
)
# The same until another version is installed.
OF_INSTALLATION = (
    "/sparql",
    "/sparql?format=html",
    "/ontology",
    "/shapes",
    "/context.jsonld",
    "/examples",
    "/docs",
    "/openapi.json",
)
STATIC = ("/static/style.css", "/static/docs.js")
ALL = (*OF_DATA, *OF_INSTALLATION, *STATIC)
