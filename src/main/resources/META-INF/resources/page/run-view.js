import { speed, time } from "./amounts.js";
import { element } from "./dom.js";
import { Part } from "./part.js";
import { Step } from "./step.js";
import { texts } from "./texts.js";

/** Shows the events of one run as they come, as a timeline. */
export class RunView {
  /** @param {object} steering see {@link Step} */
  constructor(question, steering) {
    this.steering = steering;
    this.question = element("p", { class: "body", text: question });
    this.list = element("ol", { class: "steps" });
    this.footer = element("footer", { class: "footer" });
    this.element = element("article", { class: "run", "aria-label": `${texts.label}: ${question}` },
      element("section", { class: "question" },
        element("h2", { class: "visually-hidden", text: texts.user }), this.question),
      this.list, this.footer);
    this.steps = new Map();
    this.answer = null;
    this.outcome = null;
    this.written = { tokens: 0, millis: 0 };
  }

  #step(number) {
    if (!this.steps.has(number)) {
      const step = new Step(number, this.steering);
      this.steps.set(number, step);
      this.list.append(step.element);
    }
    return this.steps.get(number);
  }

  /** Something that is no part of a step. */
  note(kind, heading, text = "") {
    const part = new Part(`note ${kind}`, heading, { body: "p" });
    part.body.textContent = text;
    const parent = kind === "error" ? { role: "alert" } : {};
    this.list.append(element("li", { class: "step", ...parent }, part.element));
  }

  show(event) {
    const step = () => this.#step(event.step);
    switch (event.event) {
      case "run":
        this.question.textContent = event.question;
        break;
      case "thought":
      case "answer":
        step().grow(event.event, event.delta);
        break;
      case "written":
        this.#count(event);
        step().written(event);
        break;
      case "approval_needed":
        step().needsConsent(event);
        break;
      case "approval":
        step().consentGiven(event);
        break;
      case "action":
        step().act(event);
        break;
      case "observation":
        step().observed(event);
        this.observed = step();
        break;
      case "retry":
        this.note("retry", texts.retry, event.text);
        break;
      case "context_reduced":
        this.note("reduced", texts.reduced, `${event.tokens_before} → ${texts.tokens(event.tokens_now)}`);
        break;
      case "context_summarized":
        this.note("reduced", texts.summarized, event.summary.text);
        break;
      case "budget_spent":
        this.note("budget", texts.budget, event.message);
        break;
      case "error":
        this.note("error", texts.error, event.message);
        break;
      case "done":
        this.#finish(event);
        break;
    }
  }

  #count({ call_usage: usage, millis }) {
    if (this.observed && this.context !== undefined) {
      this.observed.observationTokens(Math.max(0, usage.prompt_tokens - this.context));
      this.observed = null;
    }
    this.context = usage.prompt_tokens + usage.completion_tokens;
    this.written.tokens += usage.completion_tokens;
    this.written.millis += millis;
  }

  #finish({ answer, outcome, steps, step, usage }) {
    this.answer = answer;
    this.outcome = outcome;
    if (outcome === "cancelled") this.note("stopped", texts.stopped);
    else if (outcome !== "failed") this.#step(step).answered(answer);
    this.footer.prepend(element("p", {
      class: "summary",
      text: [texts.steps(steps), texts.tokens(usage.total_tokens), time(this.written.millis),
        speed(this.written.tokens, this.written.millis)].filter(Boolean).join(" · "),
    }));
  }
}
