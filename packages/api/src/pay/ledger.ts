import { listMovements, sumAccounts } from "@justesse/db/ledger/read"
import { checkLedger } from "@justesse/db/ledger/verify"
import { ProjectSlug } from "@justesse/types"
import type { LedgerChecked, LedgerShown } from "@justesse/types/wire/pay"
import type { Deps } from "../core/deps.ts"

/** Movements that the operator's page shows. */
const LAST_SHOWN = 50

/** What lies where, and the last movements. */
export async function showLedger({ storage }: Pick<Deps, "storage">): Promise<LedgerShown> {
  const sums = await sumAccounts(storage.db)
  const { movements, last } = await listMovements(storage.db, LAST_SHOWN)
  return {
    sums,
    movements,
    last: last.map(({ project, entries, ...rest }) => ({
      ...rest,
      project: project === null ? null : ProjectSlug.parse(project),
      entries: [...entries],
    })),
  }
}

/** Reads the whole ledger through, as `justesse ledger verify` does. */
export async function checkWholeLedger({ storage, nowMs }: Pick<Deps, "storage" | "nowMs">): Promise<LedgerChecked> {
  const { transactions, entries, first, problems } = await checkLedger(storage)
  return {
    ok: problems.length === 0,
    movements: transactions,
    entries,
    problems: problems.length,
    first,
    checkedAtMs: nowMs(),
  }
}
