import { ApiError } from "./api.js";
import { downloadable } from "./attachments.js";
import * as conversations from "./conversations.js";
import { button, element } from "./dom.js";
import { openDialog, verbatim } from "./dialogs.js";
import { RunView } from "./run-view.js";
import * as runs from "./runs.js";
import { followingEnd, toEnd } from "./scrolling.js";
import * as sessions from "./sessions.js";
import { texts } from "./texts.js";

const LIVE = new Set(["running", "waiting"]);

/** The conversation that is shown, and what the reader does with it. */
export class Chat {
  /**
   * @param {HTMLElement} place
   * @param {object} hooks `request` gives what a run is asked with besides its question, `update` hears that something runs
   *     or ended, `say` tells the reader something, `welcome` shows what is there before the first question
   */
  constructor(place, hooks) {
    this.place = place;
    this.hooks = hooks;
    this.id = null;
    this.views = [];
    this.watching = new Map();
    conversations.onChange(() => this.#refresh());
  }

  /** The run that is under way, if any. */
  get running() {
    return [...this.watching.keys()].at(-1) ?? null;
  }

  get #conversation() {
    return this.id === null ? undefined : conversations.find(this.id);
  }

  open(id) {
    this.watching.forEach((abort) => abort.abort());
    this.watching.clear();
    this.id = id;
    this.views = [];
    this.place.replaceChildren();
    if (!this.#conversation) {
      this.id = null;
      this.hooks.welcome(this.place);
    }
    this.#refresh();
    toEnd();
    this.hooks.update();
  }

  /** Shows what the conversation is made of by now: this tab or another one may have added to it. */
  #refresh() {
    const conversation = this.#conversation;
    if (!conversation) {
      if (this.id !== null) this.open(null);
      return;
    }
    if (this.views.length === 0) this.place.replaceChildren();
    conversation.turns.forEach((turn, index) => {
      const run = conversations.shownRun(turn);
      const view = this.views[index];
      if (view?.run !== run) {
        this.watching.get(view?.run)?.abort();
        this.watching.delete(view?.run);
        this.#showRun(turn, index, run);
      } else {
        this.#pager(view, turn, index);
      }
    });
  }

  #showRun(turn, index, run) {
    const view = new RunView(turn.question, this.#steering(index, run));
    const old = this.views[index];
    this.views[index] = view;
    view.run = run;
    followingEnd(() => (old ? old.element.replaceWith(view.element) : this.place.append(view.element)));
    this.#pager(view, turn, index);
    this.#watch(view, turn, index);
  }

  /** Versions of the answer, one beside the other. */
  #pager(view, turn, index) {
    view.pager?.remove();
    const count = turn.versions.length;
    if (count < 2) return;
    const go = (by) => button({ text: by < 0 ? "‹" : "›", label: by < 0 ? texts.previousVersion : texts.nextVersion,
      class: "quiet", disabled: !turn.versions[turn.shown + by] }, () =>
      conversations.change(this.id, ({ turns }) => (turns[index].shown += by)));
    view.pager = element("div", { class: "pager" },
      go(-1), element("span", { text: texts.version(turn.shown + 1, count) }), go(1));
    view.footer.append(view.pager);
  }

  async #watch(view, turn, index) {
    const abort = new AbortController();
    const id = this.id;
    try {
      const { status, events } = await runs.show(view.run);
      if (this.views[index] !== view) return;
      if (!LIVE.has(status)) {
        followingEnd(() => events.forEach((event) => view.show(event)));
        if (view.outcome === null) this.#interrupted(view, turn, index);
        if (index === this.views.length - 1) await this.#showFiles(view);
        return;
      }
      this.watching.set(view.run, abort);
      this.place.setAttribute("aria-busy", "true");
      this.hooks.update();
      for await (const event of runs.follow(view.run, abort.signal)) {
        followingEnd(() => view.show(event.error ? { event: "error", ...event.error } : event));
        this.hooks.event?.(event);
      }
      conversations.change(id, ({ turns }) => (turns[index].answer = view.answer));
      this.hooks.say(texts.finished);
      await this.#showFiles(view);
    } catch (failure) {
      if (abort.signal.aborted) return;
      if (failure instanceof ApiError && failure.status === 404) this.#lost(view, turn);
      else followingEnd(() => view.note("error", texts.error, failure.message));
    } finally {
      if (this.watching.get(view.run) === abort) this.watching.delete(view.run);
      if (this.watching.size === 0) this.place.removeAttribute("aria-busy");
      this.hooks.update();
    }
  }

  #interrupted(view, turn, index) {
    const note = element("p", { class: "gone" }, texts.interrupted, " ", button({ text: texts.goOn }, async () => {
      await runs.resume(view.run);
      this.#showRun(turn, index, view.run);
    }));
    view.footer.prepend(note);
  }

  #lost(view, turn) {
    view.lost = true;
    view.footer.prepend(element("p", { class: "gone", text: texts.lost }));
    if (turn.answer) view.show({ event: "answer", step: 1, delta: turn.answer });
  }

  #steering(index, run) {
    return {
      raw: (step, text) => this.#raw(run, step, text),
      approve: (call, allow) => this.#trying(() => runs.approve(run, call, allow)),
      regenerate: (step) => this.#trying(() => this.#fork(index, run, step - 1)),
      edit: (step, text) => this.#trying(() => this.#fork(index, run, step, text)),
    };
  }

  async #trying(what) {
    try {
      await what();
    } catch (failure) {
      this.hooks.fail(failure.message);
      throw failure;
    }
  }

  /** A new version of a turn; of one that others follow, a conversation of its own, since theirs builds on the old one. */
  async #fork(index, run, step, observation) {
    const { id } = await runs.fork(run, step, observation);
    const conversation = this.#conversation;
    const add = ({ turns }) => {
      turns[index].versions.push(id);
      turns[index].shown = turns[index].versions.length - 1;
    };
    if (index === conversation.turns.length - 1) {
      conversations.change(this.id, add);
      return;
    }
    const branch = { ...conversations.begin(conversation.title), session: conversation.session };
    branch.turns = conversation.turns.slice(0, index + 1);
    add(branch);
    conversations.keep(branch);
    this.hooks.go(branch.id);
  }

  async #raw(run, step, text) {
    const dialog = openDialog("raw", `${texts.raw} · ${texts.steps(step)}`, verbatim(texts.rawWritten, text));
    try {
      const { prompts } = await runs.prompts(run);
      const prompt = prompts.find((one) => one.step === step);
      if (prompt) dialog.querySelector(".verbatim").before(verbatim(texts.rawPrompt, prompt.text));
    } catch (failure) {
      dialog.append(element("p", { class: "gone", text: failure.message }));
    }
  }

  /**
   * Asks the next question.
   *
   * @param {File[]} files go to where the tools find them, and stay there for the questions to come
   */
  async ask(question, files) {
    const conversation = this.#conversation ?? conversations.begin(question);
    if (files.length > 0) await this.#share(conversation, files);
    const asked = files.length > 0 ? `${question}\n\n${texts.filesAreThere(files.map(({ name }) => name))}` : question;
    const { id } = await this.#begin(conversation, asked);
    conversation.turns.push({ question: asked, versions: [id], shown: 0 });
    conversation.updated = Date.now();
    const fresh = this.id === null;
    this.id = conversation.id;
    conversations.keep(conversation);
    if (fresh) this.hooks.go(conversation.id, true);
    this.hooks.say(texts.asked);
    toEnd();
  }

  async #begin(conversation, question) {
    const request = { ...this.hooks.request(), ...this.#before(conversation), question };
    try {
      return await runs.begin({ ...request, session: conversation.session });
    } catch (failure) {
      if (failure.status !== 404 || failure.param !== "session") throw failure;
      // It was not used for so long that it was deleted.
      delete conversation.session;
      return runs.begin(request);
    }
  }

  async #share(conversation, files) {
    conversation.session ??= await sessions.begin();
    try {
      await Promise.all(files.map((file) => sessions.put(conversation.session, file)));
    } catch (failure) {
      if (failure.status !== 404) throw failure;
      conversation.session = await sessions.begin();
      await Promise.all(files.map((file) => sessions.put(conversation.session, file)));
    }
  }

  /** What the tools left in the folder of the conversation, to be had. */
  async #showFiles(view) {
    if (!this.#conversation?.session) return;
    const found = await sessions.files(this.#conversation.session).catch(() => []);
    view.files?.remove();
    view.files = element("div", { class: "files" }, ...found.map(({ name, address }) => downloadable(name, address)));
    followingEnd(() => view.footer.append(view.files));
  }

  #before({ turns }) {
    if (turns.length === 0) return {};
    if (this.views.some(({ lost }) => lost)) {
      return { history: turns.filter(({ answer }) => answer).map(({ question, answer }) => ({ question, answer })) };
    }
    return { previous: conversations.shownRun(turns.at(-1)) };
  }

  /** Ends the run that is under way. */
  stop() {
    if (this.running !== null) this.#trying(() => runs.cancel(this.running)).catch(() => {});
  }
}
