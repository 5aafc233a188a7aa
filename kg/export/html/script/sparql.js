// What is shown, as the SPARQL query that gives it from the exported RDF.

import { filtering } from "./filter.js";
import { MODALITIES, Model, POLARITIES } from "./model.js";

/** @param {string} text @returns {string} the text as it may stand inside an IRI */
function inIri(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * @param {Model} model
 * @param {import("./filter.js").Filters} filters
 * @param {number[] | null} claims  the shown claims, where filters alone do not give them
 * @returns {string}
 */
export function sparql(model, filters, claims) {
  const { base, namespace, classes, predicates, documents } = model.core;
  const values = (/** @type {string} */ name, /** @type {string[]} */ terms) =>
    `VALUES ?${name} { ${terms.join(" ")} }`;
  const lines = [];
  if (claims)
    lines.push(
      values(
        "claim",
        claims.map((e) => `<${base}id/claim/${model.claimId(e)}>`),
      ),
    );
  else if (filtering(filters)) {
    if (filters.predicate.length)
      lines.push(
        values(
          "predicate",
          filters.predicate.map((p) => `<${namespace}${inIri(predicates[p].name)}>`),
        ),
      );
    if (filters.polarity.length)
      lines.push(
        values(
          "polarity",
          filters.polarity.map((v) => `kg:${POLARITIES[v]}`),
        ),
      );
    if (filters.modality.length)
      lines.push(
        values(
          "modality",
          filters.modality.map((v) => `kg:${MODALITIES[v]}`),
        ),
      );
    if (filters.type.length) {
      const types = values(
        "type",
        filters.type.map((t) => `<${namespace}${inIri(classes[t].name)}>`),
      );
      lines.push(`FILTER EXISTS { ${types} { ?subject a ?type } UNION { ?object a ?type } }`);
    }
    if (filters.document.length) {
      const articles = values(
        "sha256",
        filters.document.map((d) => JSON.stringify(documents[d].sha256)),
      );
      lines.push(`FILTER EXISTS { ${articles} ?claim prov:wasDerivedFrom/oa:hasSource/kg:textSha256 ?sha256 }`);
    }
  }
  const enough = !claims && filters.least > 1 ? `\nHAVING (COUNT(DISTINCT ?evidence) >= ${filters.least})` : "";
  return `PREFIX kg: <${namespace}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?claim ?subject ?predicate ?object ?polarity ?modality (COUNT(DISTINCT ?evidence) AS ?support) WHERE {
  ?claim a kg:Claim ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    kg:polarity ?polarity ; kg:modality ?modality ; prov:wasDerivedFrom ?evidence .
${lines.map((line) => `  ${line}\n`).join("")}}
GROUP BY ?claim ?subject ?predicate ?object ?polarity ?modality${enough}
ORDER BY ?claim
`;
}
