import { nameAt } from "./arrays.ts"

// `as number` in this file: the loops bound every index, and a call for each read would cost most of the time.

/** Numbers texts in order of first sight, reading them in place: a text seen before makes no new string. */
export class Interner {
  readonly names: string[] = []
  #hashes = new Int32Array(1_024)
  #table = new Int32Array(4_096).fill(-1)
  #latest = -1

  /** The number of `text[from, to)`. */
  number(text: string, from: number, to: number): number {
    // Rows of a file often stand together: the latest name first.
    if (this.#latest >= 0 && isSame(nameAt(this.names, this.#latest), text, from, to)) return this.#latest
    let hash = 0x811c9dc5
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    hash ^= hash >>> 15
    const mask = this.#table.length - 1
    let index = hash & mask
    for (let id = this.#table[index] as number; id >= 0; id = this.#table[index] as number) {
      if ((this.#hashes[id] as number) === hash && isSame(nameAt(this.names, id), text, from, to)) {
        this.#latest = id
        return id
      }
      index = (index + 1) & mask
    }
    return this.#take(text.slice(from, to), hash, index)
  }

  #take(name: string, hash: number, index: number): number {
    const id = this.names.length
    if (id === this.#hashes.length) {
      const larger = new Int32Array(id * 2)
      larger.set(this.#hashes)
      this.#hashes = larger
    }
    this.names.push(name)
    this.#hashes[id] = hash
    this.#table[index] = id
    this.#latest = id
    if (this.names.length * 2 > this.#table.length) this.#spread()
    return id
  }

  /** Twice the table, with every name in its new place. */
  #spread(): void {
    const table = new Int32Array(this.#table.length * 2).fill(-1)
    const mask = table.length - 1
    for (let id = 0; id < this.names.length; id++) {
      let index = (this.#hashes[id] as number) & mask
      while ((table[index] as number) >= 0) index = (index + 1) & mask
      table[index] = id
    }
    this.#table = table
  }
}

function isSame(name: string, text: string, from: number, to: number): boolean {
  if (name.length !== to - from) return false
  for (let at = 0; at < name.length; at++) if (name.charCodeAt(at) !== text.charCodeAt(from + at)) return false
  return true
}
