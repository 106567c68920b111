/**
 * Where a writer puts the text of later files while it draws the records for an earlier one, so that drawing them once is
 * enough. Whoever gives one takes it away again when the export is over.
 */
export interface Spool {
  /** A text of its own: added to at its end, drawn once when it is whole. */
  begin(): Spooled
}

interface Spooled {
  add(bytes: Uint8Array): Promise<void>
  read(): AsyncIterable<Uint8Array>
}

/** A spool that holds everything in memory: for what is small, and for tests. */
export function memorySpool(): Spool {
  return {
    begin() {
      const pieces: Uint8Array[] = []
      return {
        add: (bytes) => {
          pieces.push(bytes)
          return Promise.resolve()
        },
        async *read() {
          yield* pieces
        },
      }
    },
  }
}

/** Texts go into the spool in pieces of this many UTF-16 units. */
const PIECE = 131_072

/** A text that is put aside line by line, and drawn as UTF-8 when it is whole. */
export class Aside {
  readonly #spooled: Spooled
  readonly #encoder = new TextEncoder()
  #waiting = ""

  constructor(spool: Spool) {
    this.#spooled = spool.begin()
  }

  /** Adds text at the end; where that is to be waited for, a promise: a million small awaits would cost more than the text. */
  add(text: string): Promise<void> | null {
    this.#waiting += text
    return this.#waiting.length < PIECE ? null : this.#flush()
  }

  async *read(): AsyncGenerator<Uint8Array> {
    await this.#flush()
    yield* this.#spooled.read()
  }

  async #flush(): Promise<void> {
    const text = this.#waiting
    this.#waiting = ""
    if (text !== "") await this.#spooled.add(this.#encoder.encode(text))
  }
}
