// Elements, made without ever parsing a string as HTML: every text from an article ends in textContent.

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | EventListener>} Attributes
 */

/**
 * An element. Attributes named `on…` are listeners; true gives an empty attribute, false, null and undefined none.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  fill(made, ...children);
  return made;
}

/**
 * Puts children (in place of what is there) into an element.
 * @param {Element} parent
 * @param {...(Child | Child[])} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren(
    ...children
      .flat()
      .filter((c) => c !== null && c !== undefined && c !== false)
      .map(String_),
  );
}

/** @param {any} child */
function String_(child) {
  return child instanceof Node ? child : String(child);
}

/**
 * Looks after an element whose contents are drawn again: keeps the keyboard focus on the control with the same
 * `data-key` as before.
 * @param {HTMLElement} parent
 * @param {() => void} redraw
 */
export function keepingFocus(parent, redraw) {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const key = active && parent.contains(active) ? active.dataset.key : undefined;
  const top = parent.scrollTop;
  redraw();
  parent.scrollTop = top;
  if (key === undefined) return;
  for (const candidate of /** @type {NodeListOf<HTMLElement>} */ (parent.querySelectorAll("[data-key]"))) {
    if (candidate.dataset.key === key) {
      candidate.focus({ preventScroll: true });
      return;
    }
  }
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * An SVG element.
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
