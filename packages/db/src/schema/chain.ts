import type { Generated } from "kysely"

/** A chain of seals; see `work/chain`. `holder` names the process that seals with it, until `held_until_ms`. */
interface ChainTable {
  id: number
  seq: number
  hash: string
  sum: string
  holder: string
  held_until_ms: number
}

interface SealTable {
  chain_id: number
  seq: number
  at_ms: number
  rows: number
  rows_hash: string
  prev_hash: string
}

/** The mark of each covered row as it was sealed last. */
interface SealedTable {
  row_key: string
  mark: string
}

/** Rows that were added, changed or removed and wait to be sealed. */
interface UnsealedTable {
  id: Generated<number>
  row_key: string
}

/** How far rows from before the chain are sealed. */
interface SealingTable {
  letter: string
  after: string
  done: number
}

/** The tables of the chain, by name. */
export interface ChainTables {
  chain: ChainTable
  seal: SealTable
  sealed: SealedTable
  sealing: SealingTable
  unsealed: UnsealedTable
}
