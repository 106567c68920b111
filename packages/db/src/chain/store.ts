import type { ChainHead } from "@justesse/work/chain"

/** The end of a chain with the time of its last seal. */
export interface ChainHeadAt extends ChainHead {
  readonly atMs: number
}

/** What one step of sealing did. */
export interface SealStep {
  /** Rows that were sealed, sealed anew or given back. */
  readonly rows: number
  /** There was as much as one step takes, so there may be more. */
  readonly more: boolean
  /** Where this process's chain ends now; null where nothing was sealed. */
  readonly head: ChainHeadAt | null
}

/** Seals what was stored, in steps that nobody on the way of an answer waits for. */
export interface ChainStore {
  /** Seals the oldest unsealed rows, at most `most`. Resolves once that is durable. */
  seal(nowMs: number, most: number): Promise<SealStep>
  /** Seals rows from before there was a chain, at most `most`; `more` is false once all are. */
  sealOlder(nowMs: number, most: number): Promise<SealStep>
}

export const NOTHING_SEALED: SealStep = { rows: 0, more: false, head: null }

/** A chain is taken over by another process once its own has not sealed for this long. */
export const HELD_MS = 60_000
