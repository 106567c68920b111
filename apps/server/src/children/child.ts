import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { type Answer, type ChildMessage, type Ended, type Order, WHY_FD } from "./protocol.ts"

/** Small and predictable rather than fast: what these processes hold counts against everybody's memory. */
const NODE_FLAGS = ["--max-semi-space-size=2", "--single-threaded-gc", "--expose-gc"]
const ENV = {
  // glibc otherwise keeps what every thread once had.
  MALLOC_ARENA_MAX: "1",
  MALLOC_TRIM_THRESHOLD_: "1048576",
  MALLOC_MMAP_THRESHOLD_: "262144",
  UV_THREADPOOL_SIZE: "2",
}

/** A process was ended, or ended by itself, with an order in hand. */
export class ChildEnded extends Error {
  override readonly name = "ChildEnded"
  readonly why: Ended
  constructor(why: Ended) {
    super(`a decoding process ended: ${why}`)
    this.why = why
  }
}

/** What a child is doing for whom. */
interface Waiting<T> {
  resolve(answer: Answer<T>): void
  reject(error: Error): void
}

/** One process that takes orders, until it is ended. */
export class Child<Asked, T> {
  readonly #process: ChildProcess
  readonly #ready: Promise<void>
  #waiting: Waiting<T> | null = null
  #why: Ended = "crash"
  #message = ""
  /** Its memory after the last order. */
  rssBytes = 0
  hasEnded = false

  constructor(entry: URL, heapMb: number) {
    this.#process = fork(fileURLToPath(entry), [], {
      execArgv: [...NODE_FLAGS, `--max-old-space-size=${heapMb}`],
      env: { ...process.env, ...ENV, NODE_OPTIONS: "" },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc", "pipe"],
    })
    // A pipe that breaks with its process is heard of by `close`; unheard, its error would end the studio.
    for (const pipe of this.#process.stdio) pipe?.on("error", () => {})
    this.#process.stderr?.on("data", (text: Buffer) => {
      this.#message = `${this.#message}${text}`.slice(-2_000)
    })
    this.#process.stdio[WHY_FD]?.on("data", (why: Buffer) => {
      this.#why = `${why}` === "memory" ? "memory" : "time"
    })
    this.#ready = this.#listen()
    // Said to whoever asks; nobody may ask.
    this.#ready.catch(() => undefined)
  }

  /** @throws ChildEnded when the process ends before it answers; Error when it could not begin at all */
  async ask(order: Order<Asked>): Promise<Answer<T>> {
    await this.#ready
    if (this.hasEnded) throw new ChildEnded("crash")
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#process.send(order, (error) => error && this.end())
    })
  }

  /** Ends it at once, whatever it does; an order in hand fails as `why`. */
  end(why: Ended = "crash"): void {
    this.#why = why
    this.#process.kill("SIGKILL")
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#process.on("message", (message: ChildMessage<T>) => {
        if (message === "ready") return resolve()
        const waiting = this.#waiting
        this.#waiting = null
        this.rssBytes = message.rssBytes
        waiting?.resolve(message.answer)
      })
      this.#process.on("error", reject)
      // `close`, not `exit`: by then everything that it said has been read.
      this.#process.on("close", (code, signal) => {
        this.hasEnded = true
        reject(new Error(`a decoding process did not begin (${code ?? signal}): ${this.#message}`))
        this.#waiting?.reject(new ChildEnded(this.#why))
        this.#waiting = null
      })
    })
  }
}
