// Everything said in words, in the language of the interface.

import { MODALITIES, Model, POLARITIES } from "./model.js";

export const LANGUAGES = ["zh-Hant", "zh-Hans", "en"];

export class Words {
  /**
   * @param {Model} model
   * @param {Record<string, Record<string, string>>} strings  by language
   * @param {string} language
   */
  constructor(model, strings, language) {
    this.model = model;
    this.strings = strings;
    this.language = language;
  }

  /**
   * An interface string with its {places} filled.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  say(key, values = {}) {
    const text = this.strings[this.language][key];
    if (text === undefined) throw new Error(`no string ${key} in ${this.language}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  /** Why text was taken out. @param {string} kind */
  kind(kind) {
    return this.strings[this.language][`kind.${kind}`] ?? kind;
  }

  /** @param {{name: string, labels: Record<string, string>}} term */
  term(term) {
    return term.labels[this.language] || term.labels["zh-Hans"] || term.name;
  }

  /** @param {number} type */
  type(type) {
    return this.term(this.model.core.classes[type]);
  }

  /** @param {number} predicate */
  predicate(predicate) {
    return this.term(this.model.core.predicates[predicate]);
  }

  /** @param {number} node */
  entity(node) {
    const { label, hant, en } = this.model.core.nodes;
    if (this.language === "zh-Hant" && hant[node]) return hant[node];
    if (this.language === "en" && en[node]) return en[node];
    return label[node];
  }

  /** @param {number} edge @returns {string} affirmed.asserted and the like */
  status(edge) {
    return `${POLARITIES[this.model.polarity[edge]]}.${MODALITIES[this.model.modality[edge]]}`;
  }

  /** The claim as a sentence. @param {number} edge */
  claim(edge) {
    const { model } = this;
    return this.say(`claim.${this.status(edge)}`, {
      s: this.entity(model.s[edge]),
      p: this.predicate(model.p[edge]),
      o: this.entity(model.o[edge]),
    });
  }

  /** @param {number} edge @returns {string} how sure the text is, in a word or two; "" for what it plainly states */
  hedge(edge) {
    const { model } = this;
    return [
      model.polarity[edge] ? this.say("polarity.negated") : "",
      model.modality[edge] ? this.say(`modality.${MODALITIES[model.modality[edge]]}`) : "",
    ]
      .filter(Boolean)
      .join(" · ");
  }
}
