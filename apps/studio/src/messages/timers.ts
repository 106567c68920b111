/** Messages seen at once. */
const MOST = 3

/** Shows and hides messages; the studio gives Mantine's store. */
interface Board {
  show(id: string): void
  hide(id: string): void
}

/**
 * Messages that each stay for their time and no longer: a newer one never waits behind older ones, for which it makes room,
 * and a pointer that rests on one, as it does for minutes where somebody works by keys, keeps none of them.
 */
export class MessageTimers {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()

  /** Shows a message for `ms`. */
  show(id: string, ms: number, board: Board): void {
    for (const oldest of [...this.#timers.keys()].slice(0, Math.max(0, this.#timers.size - MOST + 1))) {
      this.gone(oldest)
      board.hide(oldest)
    }
    board.show(id)
    const end = () => {
      this.gone(id)
      board.hide(id)
    }
    this.#timers.set(id, setTimeout(end, ms))
  }

  /** Somebody closed it. */
  gone(id: string): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }
}
