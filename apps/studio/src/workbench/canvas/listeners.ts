/** Those who want to be told of something, each until it leaves. */
export class Listeners<T> {
  readonly #all = new Set<(value: T) => void>()

  /** Answers what makes the listener leave. */
  add(listener: (value: T) => void): () => void {
    this.#all.add(listener)
    return () => this.#all.delete(listener)
  }

  tell(value: T): void {
    for (const listener of this.#all) listener(value)
  }
}
