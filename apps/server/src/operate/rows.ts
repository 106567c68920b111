import { join } from "node:path"
import { openStorage, type Storage } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import { backupsIn } from "./backups.ts"

export interface RowsOptions {
  readonly dataDir: string
  readonly databaseUrl: string | null
  nowMs(): number
}

const describeRows = ({ dataDir, databaseUrl }: RowsOptions) =>
  databaseUrl ? { url: databaseUrl } : { file: join(dataDir, "justesse.db") }

/**
 * Opens the storage of a data folder, with a backup before any migration.
 *
 * @throws JustesseError storage_locked | storage_unsafe | storage_newer | storage_rewound
 */
export function openRows(options: RowsOptions): Promise<Storage> {
  const { dataDir, nowMs } = options
  return openStorage({
    ...describeRows(options),
    headsIn: dataDir,
    beforeMigrate: async (opened) => void (await backupsIn(dataDir, opened, nowMs).make("migration")),
  })
}

/**
 * The same for whoever serves: where the database is older than what had been said to be saved, it is opened for reading
 * alone, so that people see what is there and nobody goes on from it.
 *
 * @throws JustesseError as {@link openRows}; storage_rewound where nothing of the chain is left to be read
 */
export async function openRowsToServe(
  options: RowsOptions,
): Promise<{ readonly storage: Storage; readonly rewound: JustesseError | null }> {
  try {
    return { storage: await openRows(options), rewound: null }
  } catch (error) {
    const isRewound = error instanceof JustesseError && error.code === "storage_rewound"
    // Without a seal it may be of a schema that cannot be read, or empty.
    if (!isRewound || error.detail.found === 0) throw error
    return { storage: await openStorage({ ...describeRows(options), readOnly: true }), rewound: error }
  }
}
