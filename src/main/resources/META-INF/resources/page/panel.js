import { element } from "./dom.js";
import { prefer, preference } from "./preferences.js";
import { language, texts } from "./texts.js";
import { chooseTheme, theme, THEMES } from "./theme.js";

const NUMBERS = [
  ["temperature", { min: 0, max: 2, step: 0.1 }],
  ["top_p", { min: 0.05, max: 1, step: 0.05 }],
  ["top_k", { min: 0, max: 1000, step: 1 }],
  ["seed", { min: 0, max: 2_147_483_647, step: 1 }],
];

/** The model, what it is asked with, and how the page looks. */
export class Panel {
  constructor(place) {
    this.place = place;
    this.meter = element("meter", { min: 0, low: 0, "aria-label": texts.context });
    this.context = element("p", { class: "context" });
    this.speed = element("p", { class: "speed" });
  }

  /** @param status the service's */
  show(status) {
    this.status = status;
    this.place.replaceChildren(
      this.#section(texts.model,
        element("p", { class: "model", text: status.model ?? "" }),
        element("div", { class: "meter" }, element("span", { text: texts.context }), this.meter, this.context),
        this.speed),
      this.#section(texts.tools, element("p", { class: "explanation", text: texts.toolsMore }),
        ...status.tools.map((tool) => this.#tool(tool)), this.#asking()),
      this.#section(texts.sampling, element("p", { class: "explanation", text: texts.samplingMore }),
        ...NUMBERS.map(([name, bounds]) => this.#number(name, bounds))),
      this.#section(texts.looks,
        this.#choice(texts.theme, "theme", THEMES.map((name) => [name, texts.themes[name]]), theme(), chooseTheme),
        this.#choice(texts.language, "language", Object.entries(texts.languages), language, (name) => {
          prefer("language", name);
          location.reload();
        })));
    this.measure();
  }

  #section(heading, ...content) {
    return element("section", {}, element("h3", { text: heading }), ...content);
  }

  #tool(name) {
    const left = new Set(preference("withoutTools"));
    const box = element("input", { type: "checkbox", checked: !left.has(name), name: "tool", value: name, onchange: () => {
      const now = new Set(preference("withoutTools"));
      if (box.checked) now.delete(name);
      else now.add(name);
      prefer("withoutTools", [...now]);
    } });
    return element("label", { class: "check" }, box, name);
  }

  #asking() {
    const box = element("input", { type: "checkbox", checked: preference("ask") ?? true, name: "ask",
      onchange: () => prefer("ask", box.checked) });
    return element("label", { class: "check asking" }, box, texts.askFirst);
  }

  #number(name, bounds) {
    const field = element("input", { type: "number", name, ...bounds, value: preference("sampling")?.[name] ?? "",
      placeholder: texts.modelsOwn, onchange: () => {
        const { [name]: old, ...others } = preference("sampling") ?? {};
        const valid = field.value !== "" && field.checkValidity();
        prefer("sampling", valid ? { ...others, [name]: field.valueAsNumber } : others);
      } });
    return element("label", { class: "number" }, element("span", { text: texts.numbers[name] }), field);
  }

  #choice(label, name, options, chosen, choose) {
    const select = element("select", { name, onchange: () => choose(select.value) },
      ...options.map(([value, text]) => element("option", { value, text, selected: value === chosen })));
    return element("label", { class: "number" }, element("span", { text: label }), select);
  }

  /** What a run is asked with. */
  request() {
    const left = new Set(preference("withoutTools"));
    const sampling = preference("sampling");
    return {
      ...(this.status.tools.some((tool) => left.has(tool)) ? { tools: this.status.tools.filter((tool) => !left.has(tool)) } : {}),
      ...(preference("ask") === false ? { approval: "deny" } : {}),
      ...(sampling && Object.keys(sampling).length > 0 ? { sampling } : {}),
    };
  }

  /** Shows how full the context is, and how fast the model writes. */
  measure(used = 0, speed = "") {
    const length = this.status?.context_length ?? 0;
    this.meter.max = length || 1;
    this.meter.high = 0.85 * length;
    this.meter.optimum = 0;
    this.meter.value = used;
    this.context.textContent = length ? `${used} / ${texts.tokens(length)}` : texts.tokens(used);
    this.speed.textContent = speed;
  }
}
