/** Locks by name. Whoever waits is served in the order of asking; nothing that holds a lock asks for it again. */
export interface Locks {
  /** Runs `work` while nobody else has the lock, well or not. */
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T>
  /** Runs `work` while nobody has the lock exclusively; many at once. */
  shared<T>(name: string, work: () => Promise<T>): Promise<T>
  /** Takes the lock exclusively where it is free now; null where somebody has it or waits for it. */
  attempt(name: string): Promise<HeldLock | null>
}

/** A lock that is held until it is given back. */
export interface HeldLock {
  /** False once it was given back, or was lost with the connection that held it. */
  isHeld(): boolean
  release(): Promise<void>
}

interface Waiting {
  readonly isShared: boolean
  readonly go: () => void
}

/** One lock: who has it, and who waits for it. */
class Lock {
  #sharing = 0
  #isTaken = false
  readonly #waiting: Waiting[] = []

  /** Takes it exclusively where nobody has it or waits for it. */
  attempt(): boolean {
    if (!this.isFree) return false
    this.#isTaken = true
    return true
  }

  async take(isShared: boolean): Promise<void> {
    await new Promise<void>((go) => {
      this.#waiting.push({ isShared, go })
      this.#admit()
    })
  }

  release(isShared: boolean): void {
    if (isShared) this.#sharing--
    else this.#isTaken = false
    this.#admit()
  }

  get isFree(): boolean {
    return this.#sharing === 0 && !this.#isTaken && this.#waiting.length === 0
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#isTaken || (!next.isShared && this.#sharing > 0)) return
      this.#waiting.shift()
      if (next.isShared) this.#sharing++
      else this.#isTaken = true
      next.go()
    }
  }
}

/** Locks of one open storage. Of a SQLite file, which one program has open at a time, they are those of the database. */
export function localLocks(): Locks {
  const locks = new Map<string, Lock>()
  async function attempt(name: string): Promise<HeldLock | null> {
    const lock = locks.get(name) ?? new Lock()
    if (!lock.attempt()) return null
    locks.set(name, lock)
    let held = true
    return {
      isHeld: () => held,
      async release() {
        if (!held) return
        held = false
        lock.release(false)
        if (lock.isFree) locks.delete(name)
      },
    }
  }
  async function hold<T>(name: string, isShared: boolean, work: () => Promise<T>): Promise<T> {
    const lock = locks.get(name) ?? new Lock()
    locks.set(name, lock)
    await lock.take(isShared)
    try {
      return await work()
    } finally {
      lock.release(isShared)
      if (lock.isFree) locks.delete(name)
    }
  }
  return {
    exclusive: (name, work) => hold(name, false, work),
    shared: (name, work) => hold(name, true, work),
    attempt,
  }
}
