"""Graphs are read alike whether their lines are plain or not."""

import pyoxigraph
import pytest

from service.index.reading import nodes_of, read_ntriples

A, B = "http://localhost/statement/a", "http://localhost/statement/b"
REC, RDFS = "https://w3id.org/onrecord#", "http://www.w3.org/2000/01/rdf-schema#"
LINES = {
    "plain": f'<{A}> <{RDFS}label> "one" .\n<{A}> <{RDFS}label> "a few words" .\n<{A}> <{REC}speaker> <{B}> .\n',
    "typed": f'<{A}> <{REC}low> "12"^^<http://www.w3.org/2001/XMLSchema#int> .\n<{A}> <{RDFS}label> "ein"@de-AT .\n',
    "escapes": f'<{A}> <{RDFS}label> "\\"quoted\\", \\\\ and \\n new" .\n<{A}\\u0062> <{RDFS}label> "IRI" .\n',
    "escaped property": f'<{A}> <{RDFS}l\\u0061bel> "one" .\n',
    "spaces": f'  <{A}>\t<{RDFS}label>   "one  two"  .\n<{A}> <{RDFS}label>  "x" .\n<{A}><{RDFS}label>"tight".\n',
    "comments": f'# <{A}> <{RDFS}label> "no" .\n\n<{A}> <{RDFS}label> "yes" . # "no" .\n',
    "line ends": f'<{A}> <{REC}other> "1" .\r<{A}> <{RDFS}label> "2" .\r\n<{B}> <{RDFS}label> "3" .',
    "blank nodes": f'_:a <{RDFS}label> "no" .\n<{A}> <{REC}speaker> _:a .\n<{A}> <{REC}about> <{B}> .\n',
    "not asked for": f'<{A}> <{REC}other> "x" .\n<{A}> <{REC}other> "y" .\n<{A}> <{RDFS}label> "z" .\n',
    "to and fro": f'<{A}> <{RDFS}label> "2" .\n<{B}> <{RDFS}label> "x" .\n<{A}> <{RDFS}label> "1" .\n',
    "nothing": "",
}


@pytest.mark.parametrize("name", LINES)
def test_lines_say_what_the_parser_reads_in_them(name: str) -> None:
    ntriples = LINES[name].encode()
    triples = [
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES)
        if not isinstance(quad.subject, pyoxigraph.BlankNode) and not isinstance(quad.object, pyoxigraph.BlankNode)
    ]
    assert read_ntriples(ntriples) == nodes_of(triples)


@pytest.mark.parametrize(
    "line", [f"<{A}> <{RDFS}label> one .", f'<{A}> <{RDFS}label> "one"', f' <{RDFS}label> "one" .', "what is this"]
)
def test_what_is_no_ntriples_is_refused(line: str) -> None:
    with pytest.raises(SyntaxError):
        read_ntriples(line.encode())
