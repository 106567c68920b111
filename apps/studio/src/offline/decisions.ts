import type { Unsent } from "@justesse/editor"
import type { ProjectSlug } from "@justesse/types"
import { createStore, type StoreApi } from "zustand/vanilla"
import type { Outbox } from "../workbench/review/model/outbox.ts"
import { DecisionSender } from "../workbench/review/model/sender.ts"
import type { ReviewTransport } from "../workbench/review/transport.ts"
import type { Exclusively } from "./exclusive.ts"

type Look = "first" | "second"

/** What pages read of decisions that wait. */
interface Waiting {
  /** In the order in which they were made, of all projects. */
  readonly rows: readonly Unsent[]
  /** What was not taken while no page of its project was open: somebody else decided first. */
  readonly refused: readonly Unsent[]
  /** False: this browser keeps nothing, and what waits lives as long as the page. */
  readonly keeps: boolean
}

/** What a reviewer decided on this computer and the server does not have yet. */
export interface Decisions {
  readonly outbox: Outbox
  readonly view: StoreApi<Waiting>
  /** Sends what waits; of a project that a page has open, by that page, which hears what becomes of it. */
  drain(): Promise<void>
  /** A page sends its project's own from now on, by `send`; returns what ends that. */
  hold(project: ProjectSlug, look: Look, send: () => Promise<unknown>): () => void
  /** It was read that these were not taken. */
  forgetRefused(): void
  keepNothing(): void
  close(): void
}

interface Given {
  readonly person: number
  readonly outbox: Outbox
  readonly transportOf: (look: Look) => ReviewTransport
  readonly exclusively: Exclusively
  readonly whoseSession: () => Promise<number | null>
}

/** Of whoever is signed in here; null until that is known. */
export const decisionsHere = createStore<{ readonly decisions: Decisions | null }>(() => ({ decisions: null }))

const AGAIN_MS = 20_000

/** Sends from any page what an earlier visit of the review page could not: a reviewer need not come back to it. */
export function makeDecisions({ person, outbox, transportOf, exclusively, whoseSession }: Given): Decisions {
  const view = createStore<Waiting>(() => ({ rows: [], refused: [], keeps: true }))
  const held = new Map<string, () => Promise<unknown>>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isClosed = false
  const list = async () => {
    const rows = await outbox.read(person)
    if (!isClosed) view.setState({ rows })
    return rows
  }
  const followed: Outbox = {
    read: () => list(),
    keep: async (unsent) => {
      await outbox.keep(unsent)
      await list()
    },
    drop: async (at) => {
      await outbox.drop(at)
      await list()
    },
  }
  const sendOf = async (project: ProjectSlug, look: Look) => {
    const refuse = (dropped: readonly Unsent[]) =>
      view.setState(({ refused }) => ({ refused: [...refused, ...dropped.filter(({ kind }) => kind !== "file")] }))
    const outlets = {
      changed: () => {},
      sent: () => {},
      elsewhere: () => {},
      moved: (_: unknown, dropped: readonly Unsent[]) => refuse(dropped),
      lost: (_task: unknown, _code: unknown, dropped: readonly Unsent[]) => refuse(dropped),
    }
    const about = { person, project, look, exclusively, whoseSession }
    const sender = new DecisionSender({ ...about, outbox: followed, transport: transportOf(look), outlets })
    await sender.drain()
    sender.close()
  }
  let draining: Promise<void> | null = null
  const drainAll = async () => {
    clearTimeout(timer)
    const rows = await list()
    const groups = new Map<string, { readonly project: ProjectSlug; readonly look: Look }>()
    for (const { project, look = "first" } of rows) groups.set(nameOf(project, look), { project, look })
    for (const [name, { project, look }] of groups) {
      const byPage = held.get(name)
      if (!isClosed) await (byPage ? byPage() : sendOf(project, look))
    }
    if ((await list()).length > 0 && !isClosed) timer = setTimeout(() => void drain(), AGAIN_MS)
  }
  const drain = () => {
    // What this computer cannot read is tried again with the next occasion.
    draining ??= drainAll()
      .catch(() => {})
      .finally(() => {
        draining = null
      })
    return draining
  }
  return {
    outbox: followed,
    view,
    drain,
    hold(project, look, send) {
      const name = nameOf(project, look)
      held.set(name, send)
      return () => {
        if (held.get(name) === send) held.delete(name)
        void drain()
      }
    },
    keepNothing: () => view.setState({ keeps: false }),
    forgetRefused: () => view.setState({ refused: [] }),
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

function nameOf(project: ProjectSlug, look: Look): string {
  return `${look} ${project}`
}
