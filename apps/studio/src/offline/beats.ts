import { failureOf } from "../failures/thrown.ts"
import type { Heartbeat } from "../workbench/annotate/transport.ts"
import { type BeatRow, offlineDatabase } from "./database.ts"
import type { Exclusively } from "./exclusive.ts"

/** Where seconds at work lie that could not be told to the studio. */
export interface BeatKeeper {
  /** True when they are kept here and told later. */
  keep(beat: Heartbeat): Promise<boolean>
  /** What is kept is told, as far as the studio answers. */
  drain(): Promise<void>
}

/** As many batches as one call takes. */
const MOST_BATCHES = 40
const PASSING: readonly string[] = ["offline", "busy", "internal", "not_signed_in", "read_only", "storage_full"]

interface Given {
  readonly person: number
  readonly exclusively: Exclusively
  readonly send: (beat: Heartbeat) => Promise<unknown>
  readonly whoseSession: () => Promise<number | null>
}

/** In IndexedDB, of one person; one page of a browser at a time tells them. */
export function indexedBeats({ person, exclusively, send, whoseSession }: Given): BeatKeeper {
  const tell = async () => {
    const rows = (await (await offlineDatabase()).getAll("beats")).filter((row) => row.person === person)
    for (const together of inCalls(rows.sort((a, b) => a.endedAtMs - b.endedAtMs))) {
      try {
        await send(toBeat(together))
      } catch (error) {
        const { code } = failureOf(error)
        if (PASSING.includes(code) || (await whoseSession()) !== person) return
        // It is refused for good: the task is nobody's of this person any more.
      }
      const tx = (await offlineDatabase()).transaction("beats", "readwrite")
      for (const { id } of together) void tx.store.delete(id)
      await tx.done
    }
  }
  return {
    async keep(beat) {
      try {
        const tx = (await offlineDatabase()).transaction("beats", "readwrite")
        const [first] = beat.batches
        void tx.store.put({
          id: `${first?.tab}/${first?.seq}`,
          person,
          beat,
          endedAtMs: Date.now(),
          endedOnPage: onPage(),
        })
        tx.commit()
        await tx.done
        return true
      } catch {
        return false
      }
    },
    drain: () => exclusively(`beats-${person}`, tell).catch(() => {}),
  }
}

/** Rows of one task and one activity in a row make one call. */
function inCalls(rows: readonly BeatRow[]): BeatRow[][] {
  const calls: BeatRow[][] = []
  for (const row of rows) {
    const last = calls.at(-1)
    const [first] = last ?? []
    const isSame =
      first?.beat.assignmentId === row.beat.assignmentId &&
      first.beat.fence === row.beat.fence &&
      first.beat.activity === row.beat.activity
    if (last && isSame && last.length < MOST_BATCHES) last.push(row)
    else calls.push([row])
  }
  return calls
}

/** This page, and how long it has been open: a clock that nobody sets. */
const PAGE = `${performance.timeOrigin}/${Math.random()}`
const onPage = () => ({ page: PAGE, ms: performance.now() })

/** How long a row has waited, by the page's own clock where it is the same page still. */
function waitedMsOf({ endedAtMs, endedOnPage }: BeatRow): number {
  const isHere = endedOnPage?.page === PAGE
  return Math.max(1, Math.round(isHere ? performance.now() - endedOnPage.ms : Date.now() - endedAtMs))
}

/** What waited says how long. */
function toBeat(rows: readonly BeatRow[]): Heartbeat {
  const [first] = rows
  if (!first) throw new Error("a call of no seconds")
  const batches = rows.flatMap((row) => row.beat.batches.map((batch) => ({ ...batch, waitedMs: waitedMsOf(row) })))
  return { ...first.beat, batches: batches.slice(0, MOST_BATCHES) }
}

/** Where nothing is kept: benches, tests. */
export const NO_BEATS: BeatKeeper = { keep: async () => false, drain: async () => {} }
