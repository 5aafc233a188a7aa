// Starts the page.

import { el, fill } from "./dom.js";
import { listen } from "./keys.js";
import { Model } from "./model.js";
import { Page } from "./page.js";
import { part } from "./parts.js";
import { prepareSearch } from "./searchbox.js";
import { firstState, fromLink } from "./state.js";

/** @param {readonly string[]} languages  of the browser, dearest first */
function interfaceLanguage(languages) {
  for (const language of languages) {
    if (/^zh-(tw|hk|mo|hant)/i.test(language)) return "zh-Hant";
    if (/^zh/i.test(language)) return "zh-Hans";
    if (/^en/i.test(language)) return "en";
  }
  return "en";
}

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  if (typeof DecompressionStream === "undefined" && document.querySelector('[data-encoding="gzip"]')) {
    fill(root, el("p", {}, "This page needs a browser of 2023 or later (DecompressionStream)."));
    return;
  }
  const [core, strings] = await Promise.all([part("core"), part("interface")]);
  const model = new Model(core);
  const base = firstState();
  base.language = interfaceLanguage(navigator.languages);
  base.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const page = new Page(root, model, strings, fromLink(model, location.hash, base));
  listen(page);
  prepareSearch(page);
  // For the tests and the curious; nothing in the page uses it.
  /** @type {any} */ (window).kgPage = page;
  document.documentElement.dataset.ready = "true";
  performance.mark("kg-ready");
}

start();
