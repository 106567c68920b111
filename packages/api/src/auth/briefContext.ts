import { AsyncLocalStorage } from "node:async_hooks"

/**
 * A context that is in force only while something runs in it. In Node 20 and 22 one that is in force has every promise of the process
 * noted, whoever made it: each costs two to three times as much from then on.
 */
class BriefContext<T> extends AsyncLocalStorage<T> {
  #inside = 0

  override run<R, A extends unknown[]>(store: T, act: (...args: A) => R, ...args: A): R {
    this.#inside++
    let result: R
    try {
      result = super.run(store, act, ...args)
    } catch (error) {
      this.#leave()
      throw error
    }
    if (result instanceof Promise) {
      const leave = () => this.#leave()
      result.then(leave, leave)
    } else this.#leave()
    return result
  }

  #leave(): void {
    if (--this.#inside === 0) this.disable()
  }
}

/** Where better-auth keeps its contexts, and their names; it makes only those that are not there. */
const PLACE = Symbol.for("better-auth:global")
const NAMES = ["endpointContextAsyncStorage", "requestStateAsyncStorage", "adapterAsyncStorage"] as const

interface Place {
  readonly version: string
  readonly epoch: number
  readonly context: Record<string, unknown>
}

/** The contexts of better-auth in this process, by name; made where there are none yet. */
export function contextsOfAuth(): Record<string, unknown> {
  const places = globalThis as unknown as Record<symbol, Place | undefined> // by a symbol that better-auth chose
  places[PLACE] ??= { version: "", epoch: 0, context: {} }
  return places[PLACE].context
}

/** Makes better-auth's contexts brief, before it is first asked. A version that keeps them elsewhere goes on as it would, only slower. */
export function makeContextsBrief(): void {
  const contexts = contextsOfAuth()
  for (const name of NAMES) contexts[name] ??= new BriefContext()
}
