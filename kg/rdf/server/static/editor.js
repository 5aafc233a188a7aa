// The query editor: YASGUI on this server's endpoint only, with the graph's prefixes and the ontology's questions.
"use strict";

const settings = JSON.parse(document.getElementById("settings").textContent);
const endpoint = new URL("/sparql", location.href).href;

// The bundled completers ask prefix.cc and Linked Open Vocabularies; nothing may leave this machine.
Yasgui.Yasqe.defaults.autocompleters = [];
Yasgui.Yasqe.defaults.value = settings.example;
Yasgui.Yasr.defaults.prefixes = settings.prefixes;

const yasgui = new Yasgui(document.getElementById("yasgui"), {
  requestConfig: { endpoint, method: "POST" },
  endpointCatalogueOptions: { getData: () => [{ endpoint }] },
  copyEndpointOnNewTab: false,
  persistenceId: "kg-" + location.host,
});

const cut = document.getElementById("cut");
const ask = window.fetch.bind(window);
window.fetch = async (...request) => {
  const response = await ask(...request);
  cut.hidden = !response.headers.get("KG-Result-Cut");
  return response;
};

document.getElementById("named").addEventListener("change", (event) => {
  const name = event.target.value;
  if (!name) return;
  const yasqe = { value: settings.queries[name] };
  const tab = yasgui.addTab(true, { name, yasqe, requestConfig: { endpoint } });
  tab.query();
});

// What has an IRI of this graph has a page here, whatever address its IRI shows.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !link.href.startsWith(settings.base + "id/")) return;
  event.preventDefault();
  window.open("/" + link.href.slice(settings.base.length), "_blank", "noopener");
});
