import type { Kysely } from "kysely"
import type { ChainStore } from "./chain/store.ts"
import type { Hot } from "./hot/operations.ts"
import type { Locks } from "./locks/local.ts"
import type { Database } from "./schema/index.ts"

/** One storage on either engine, open. */
export interface Storage {
  readonly engine: "sqlite" | "postgres"
  /** For ordinary queries and transactions; on SQLite its writes pass the one writer. */
  readonly db: Kysely<Database>
  readonly hot: Hot
  /** Seals what is stored; whoever serves calls it, see `chain/keep.ts`. */
  readonly chain: ChainStore
  /** Locks that hold against every program on this database. */
  readonly locks: Locks
  /** Facts for `doctor`, by name. */
  facts(): Promise<Record<string, string | number>>
  close(): Promise<void>
}

export interface StorageSettings {
  /** Path of a SQLite file; its folder is made. */
  readonly file?: string
  /** Address of a PostgreSQL database; wins over `file`. */
  readonly url?: string
  /** Called before an older schema with data is changed. */
  beforeMigrate?(storage: Storage): Promise<void>
  /** Opens beside a server that runs: no lock, no migration, nothing can be written. */
  readonly readOnly?: boolean
  /** Stops at an older schema, into which a backup of that time is restored; nothing else opens a storage so. */
  readonly schema?: number
  /** Folder in which the heads of the chain lie: a database that is older than they are is refused. */
  readonly headsIn?: string
  /** Longest time that one transaction may hold SQLite's writer, 30 s unless given. */
  readonly maxHoldMs?: number
  /** Most rows that one look into the queue reads. */
  readonly maxScan?: number
}
