/** What the page says: quietly (saved, undone) or so that it is not overlooked (refused). */

const LINGER = 12_000;

export class Status {
  private readonly quiet = document.getElementById("said")!;
  private readonly loud = document.getElementById("warning")!;
  private readonly words = document.getElementById("words")!;
  private readonly saved = document.getElementById("saved")!;
  private timer = 0;

  constructor(dismissed: () => void) {
    document.getElementById("dismiss")!.addEventListener("click", () => {
      this.clear();
      dismissed();
    });
  }

  say(words: string): void {
    this.quiet.textContent = words;
  }

  warn(words: string): void {
    this.words.textContent = words;
    this.loud.classList.add("shown");
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.clear(), LINGER);
  }

  clear(): void {
    this.loud.classList.remove("shown");
    this.words.textContent = "";
  }

  waiting(count: number, problem: string): void {
    const edits = count === 1 ? "1 edit is" : `${count} edits are`;
    if (problem) this.saved.textContent = `${edits} not saved yet. ${problem}`;
    else this.saved.textContent = count ? "Saving…" : "All is saved";
    this.saved.classList.toggle("problem", problem !== "");
  }
}
