import { writeHead } from "./heads.ts"
import type { ChainHeadAt, ChainStore } from "./store.ts"

/** Rows of one step: a few milliseconds of the one thread. */
const SEALED_AT_ONCE = 100
/** Rows from before the chain, of one step. */
const OLDER_AT_ONCE = 100
/** The head beside the database is at most this far behind while there is much to seal. */
const HEAD_EVERY_MS = 500

/** Seals for one process and keeps the head of its chain in a folder. One call at a time. */
export interface Keeping {
  /** Seals all that waits. Resolves once it is durable and its head is kept. Returns the rows. */
  sealAll(): Promise<number>
  /** Seals a step of what is older than the chain; false once all is. */
  sealOlder(): Promise<boolean>
}

/** `headsIn`: where heads are kept. */
export function keepSealed(chain: ChainStore, headsIn: string, nowMs: () => number): Keeping {
  let unkept: ChainHeadAt | null = null
  let keptAtMs = Number.NEGATIVE_INFINITY

  async function keep(isLast: boolean): Promise<void> {
    if (unkept === null || (!isLast && Math.abs(nowMs() - keptAtMs) < HEAD_EVERY_MS)) return
    const head = unkept
    await writeHead(headsIn, head)
    keptAtMs = nowMs()
    if (unkept === head) unkept = null
  }
  return {
    async sealAll() {
      let rows = 0
      for (let more = true; more; ) {
        const step = await chain.seal(nowMs(), SEALED_AT_ONCE)
        unkept = step.head ?? unkept
        rows += step.rows
        more = step.more
        await keep(!more)
      }
      return rows
    },
    async sealOlder() {
      const step = await chain.sealOlder(nowMs(), OLDER_AT_ONCE)
      unkept = step.head ?? unkept
      await keep(!step.more)
      return step.more
    },
  }
}
