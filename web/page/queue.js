// One translation at a time, in the order in which they were asked for.

export class Queue {
  /** `run(work)` resolves when that has ended, however it did. */
  constructor(run) {
    this.run = run;
    this.waiting = [];
    this.current = undefined;
  }

  add(work) {
    this.waiting.push(work);
    if (!this.current) this.go();
  }

  /** Takes out one that has not begun; says whether there was such a one. */
  take(work) {
    const at = this.waiting.indexOf(work);
    if (at >= 0) this.waiting.splice(at, 1);
    return at >= 0;
  }

  async go() {
    while ((this.current = this.waiting.shift())) await this.run(this.current);
  }
}
