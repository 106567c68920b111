/**
 * Brings together what a file says of one thing in several places, in two passes: {@link expect} counts, {@link add} gives
 * all of a thing's items as soon as the last is there, so that a file in order holds one thing at a time.
 */
export class Grouped<T> {
  readonly #awaited = new Map<string, number>()
  readonly #held = new Map<string, T[]>()

  /** First pass: `key` has one more item. */
  expect(key: string): void {
    this.#awaited.set(key, (this.#awaited.get(key) ?? 0) + 1)
  }

  has(key: string): boolean {
    return this.#awaited.has(key)
  }

  /** Second pass: an item of `key`, or none where it could not be used. All items when it was the last, otherwise null. */
  add(key: string, item: T | null): T[] | null {
    const left = (this.#awaited.get(key) ?? 1) - 1
    this.#awaited.set(key, left)
    const held = this.#held.get(key) ?? []
    if (item !== null) held.push(item)
    if (left > 0) {
      this.#held.set(key, held)
      return null
    }
    this.#held.delete(key)
    return held
  }
}
