/** Where the next question is written. */
export class Composer {
  constructor(form, { submit, stop, change }) {
    this.form = form;
    this.field = form.querySelector("#question");
    this.send = form.querySelector("#send");
    this.halt = form.querySelector("#stop");
    this.ready = false;
    this.running = false;
    this.field.addEventListener("input", () => {
      this.#fit();
      this.#update();
      change(this.field.value);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const question = this.field.value.trim();
      if (!question || !this.ready || this.running || this.sending) return;
      this.sending = true;
      try {
        await submit(question);
        this.write("");
      } catch {
        // Said elsewhere; the question stays.
      } finally {
        this.sending = false;
      }
    });
    this.halt.addEventListener("click", stop);
  }

  write(text) {
    this.field.value = text;
    this.field.dispatchEvent(new Event("input"));
    this.field.focus();
  }

  /** Shows whether a question can be sent, or an answer be stopped. */
  show({ ready = this.ready, running = this.running }) {
    this.ready = ready;
    this.running = running;
    this.#update();
  }

  #update() {
    this.send.disabled = !this.ready || !this.field.value.trim();
    const focused = document.activeElement === this.send || document.activeElement === this.halt;
    this.send.hidden = this.running;
    this.halt.hidden = !this.running;
    if (focused) this.field.focus();
  }

  #fit() {
    this.field.rows = Math.min(10, Math.max(1, this.field.value.split("\n").length));
  }
}
