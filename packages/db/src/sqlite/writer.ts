import { JustesseError } from "@justesse/types"
import type BetterSqlite3 from "better-sqlite3"

interface Job {
  readonly run: () => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** The door held for one asynchronous transaction. `end` may be called once. */
export interface Hold {
  readonly over: boolean
  end(how: "commit" | "rollback"): void
}

interface WriterOptions {
  /** Most jobs in one commit: more makes the event loop wait. */
  readonly maxBatch?: number
  /** A transaction held longer is rolled back for its holder, so that nobody waits for ever. */
  readonly maxHoldMs?: number
}

/** A failure of the disk in our words; everything else as it is. */
export function storageError(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  if (code === "SQLITE_FULL") return new JustesseError("storage_full")
  if (code.startsWith("SQLITE_IOERR") || code === "SQLITE_READONLY")
    return new JustesseError("read_only", { engine: code })
  return error
}

/**
 * The one door to the writing connection. Synchronous jobs of one event-loop turn share a transaction and are answered after
 * COMMIT returned; one that fails is undone alone. A job may be run twice, the first time undone: what it does outside of the
 * database must bear that. It changes rows only: a table that it made would stay when it fails. An asynchronous transaction
 * has the door for itself. Turns alternate, so that neither kind starves the other.
 */
export class Writer {
  readonly db: BetterSqlite3.Database
  readonly #maxBatch: number
  readonly #maxHoldMs: number
  readonly #statements: Record<
    "begin" | "commit" | "rollback" | "savepoint" | "release" | "back",
    BetterSqlite3.Statement
  >
  /** Rows that were changed on this connection, ever. */
  readonly #changes: BetterSqlite3.Statement<[], number>
  #jobs: Job[] = []
  #armed = false
  #held = false
  #waiting: (() => void)[] = []

  constructor(db: BetterSqlite3.Database, options: WriterOptions = {}) {
    this.db = db
    this.#maxBatch = options.maxBatch ?? 32
    this.#maxHoldMs = options.maxHoldMs ?? 30_000
    this.#statements = {
      begin: db.prepare("BEGIN IMMEDIATE"),
      commit: db.prepare("COMMIT"),
      rollback: db.prepare("ROLLBACK"),
      savepoint: db.prepare("SAVEPOINT job"),
      release: db.prepare("RELEASE job"),
      back: db.prepare("ROLLBACK TO job"),
    }
    this.#changes = db.prepare<[], number>("select total_changes()").pluck()
  }

  /** Runs a synchronous job in the next shared transaction; resolves only when it is durable. */
  run<T>(run: () => T extends PromiseLike<unknown> ? never : T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // The queue holds jobs of every type; the pair of functions belongs to this job's own.
      this.#jobs.push({ run, resolve: resolve as (value: unknown) => void, reject })
      this.#arm()
    })
  }

  /** Waits for the door and opens a transaction that its holder ends. */
  async lock(): Promise<Hold> {
    if (this.#held || this.#armed) await new Promise<void>((go) => this.#waiting.push(go))
    else this.#held = true
    try {
      this.#statements.begin.run()
    } catch (error) {
      this.#leave(true)
      throw storageError(error)
    }
    return this.#hold()
  }

  #hold(): Hold {
    let over = false
    const finish = (how: "commit" | "rollback") => {
      over = true
      clearTimeout(watchdog)
      try {
        if (this.db.inTransaction) this.#statements[how].run()
      } catch (error) {
        if (this.db.inTransaction) this.#statements.rollback.run()
        throw storageError(error)
      } finally {
        this.#leave(true)
      }
    }
    const watchdog = setTimeout(() => {
      if (!over) finish("rollback")
    }, this.#maxHoldMs)
    return {
      get over() {
        return over
      },
      end: (how) => {
        if (over) throw new JustesseError("busy", { why: "transaction_too_long" })
        finish(how)
      },
    }
  }

  /** Resolves once everything queued before has been committed or refused. */
  async drain(): Promise<void> {
    while (this.#jobs.length > 0 || this.#armed || this.#held) await new Promise<void>((go) => setImmediate(go))
  }

  #leave(afterHold: boolean): void {
    this.#held = false
    const next = afterHold && this.#jobs.length > 0 ? undefined : this.#waiting.shift()
    if (next) {
      this.#held = true
      next()
    } else if (this.#jobs.length > 0) this.#arm()
  }

  #arm(): void {
    if (this.#armed || this.#held) return
    this.#armed = true
    setImmediate(() => this.#flush())
  }

  #flush(): void {
    this.#armed = false
    const batch = this.#jobs.splice(0, this.#maxBatch)
    let answers: (() => void)[]
    try {
      answers = this.#commit(batch)
    } catch (error) {
      if (this.db.inTransaction) this.#statements.rollback.run()
      const told = storageError(error)
      for (const job of batch) job.reject(told)
      return this.#leave(false)
    }
    for (const answer of answers) answer()
    this.#leave(false)
  }

  /** Runs a batch in one transaction and says how to answer each job after the commit. */
  #commit(batch: readonly Job[]): (() => void)[] {
    const { begin, commit, rollback } = this.#statements
    begin.run()
    let answers = this.#runPlainly(batch)
    if (answers === null) {
      rollback.run()
      begin.run()
      answers = batch.map((job) => this.#runApart(job))
    }
    commit.run()
    return answers
  }

  /**
   * Runs jobs one after the other without savepoints, which would have SQLite copy each page that a job changes. Null when one
   * failed that had written: then nothing of this batch may stay, and its jobs run again, each apart.
   */
  #runPlainly(batch: readonly Job[]): (() => void)[] | null {
    const answers: (() => void)[] = []
    let changes = this.#changes.get()
    for (const job of batch) {
      try {
        const value = runNow(job)
        answers.push(() => job.resolve(value))
      } catch (error) {
        const told = this.#refusal(error)
        if (this.#changes.get() !== changes) return null
        answers.push(() => job.reject(told))
      }
      changes = this.#changes.get()
    }
    return answers
  }

  /** Runs one job in a savepoint, so that it is undone alone. */
  #runApart(job: Job): () => void {
    const { savepoint, release, back } = this.#statements
    savepoint.run()
    try {
      const value = runNow(job)
      release.run()
      return () => job.resolve(value)
    } catch (error) {
      const told = this.#refusal(error)
      back.run()
      release.run()
      return () => job.reject(told)
    }
  }

  /** What one job alone is refused with. Throws when the whole batch fails: SQLite ended the transaction, or the disk is full. */
  #refusal(error: unknown): unknown {
    if (!this.db.inTransaction) throw error
    const told = storageError(error)
    // A full disk may have refused pages of earlier jobs of this batch as well: nobody is acknowledged.
    if (told instanceof JustesseError && (told.code === "storage_full" || told.code === "read_only")) throw error
    return told
  }
}

function runNow({ run }: Job): unknown {
  const value = run()
  if (value instanceof Promise) throw new TypeError("A job of the writer must be synchronous")
  return value
}
