import { createStore, type StoreApi } from "zustand/vanilla"

/** What a page does by rule: the next state and what is to be done outside, told by state, event and moment alone. */
export interface Rules<State, Event, Effect> {
  readonly step: (
    state: State,
    event: Event,
    nowMs: number,
  ) => { readonly workspace: State; readonly effects: readonly Effect[] }
  /** The moment at which the page has something to do by itself, and what happens then. */
  readonly wake?: { readonly atMs: (state: State) => number | null; readonly event: Event }
}

/**
 * The one store of a work page. It decides nothing: each event goes through the rules, one after the other, and what they
 * ask for is carried out by `run`, which answers with further events. Times are of the monotonic clock.
 */
export class Workbench<State, Event, Effect> {
  /** What parts of the page follow. */
  readonly view: StoreApi<State>
  readonly #rules: Rules<State, Event, Effect>
  readonly #run: (effect: Effect) => void
  readonly #queue: Event[] = []
  #now: State
  #isStepping = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(start: State, rules: Rules<State, Event, Effect>, run: (effect: Effect) => void) {
    this.#now = start
    this.view = createStore(() => start)
    this.#rules = rules
    this.#run = run
  }

  /** The state as it is, also in the middle of an event. */
  get now(): State {
    return this.#now
  }

  dispatch(event: Event): void {
    if (this.#closed) return
    this.#queue.push(event)
    if (this.#isStepping) return
    this.#isStepping = true
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#step(next)
    } finally {
      this.#isStepping = false
    }
    this.#setTimer()
  }

  /** The page is left: nothing that is answered later changes anything. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #step(event: Event): void {
    const { workspace, effects } = this.#rules.step(this.#now, event, performance.now())
    this.#now = workspace
    for (const effect of effects) this.#run(effect)
    this.view.setState(workspace, true)
  }

  #setTimer(): void {
    clearTimeout(this.#timer)
    const { wake } = this.#rules
    const atMs = wake?.atMs(this.#now) ?? null
    if (!wake || atMs === null) return
    this.#timer = setTimeout(() => this.dispatch(wake.event), Math.max(0, atMs - performance.now()))
  }
}
