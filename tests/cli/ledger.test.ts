import { join } from "node:path"
import { openStorage } from "@justesse/db"
import { post, toPosting } from "@justesse/db/ledger/post"
import { accountOf } from "@justesse/work/ledger/accounts"
import Database from "better-sqlite3"
import { expect, test } from "vitest"
import { justesse } from "../support/cli.ts"
import { freshFolder } from "../support/folders.ts"

test("ledger verify says in one sentence whether the ledger is whole, and where it is not", async () => {
  const data = join(freshFolder("ledger"), "data")
  const file = join(data, "justesse.db")
  const storage = await openStorage({ file })
  const about = { key: "deposit:a", kind: "fund", currency: "EUR", projectId: 1, ref: "deposit:a", atMs: 5 } as const
  const move = { from: accountOf("external_in", 1), to: accountOf("project_free", 1), amountMicros: 7 }
  const posting = toPosting(about, [move])
  if (posting) await storage.db.transaction().execute((tx) => post(tx, posting))
  await storage.close()
  const whole = await justesse(data, "ledger", "verify")
  expect([whole.code, whole.out.trim()]).toEqual([
    0,
    "The ledger is whole: 1 movement with 2 entries; every currency adds up to nought.",
  ])
  const db = new Database(file)
  db.exec("drop trigger ledger_entry_never_changed; update ledger_entry set amount_micros = 8 where n = 1")
  db.close()
  const broken = await justesse(data, "ledger", "verify")
  expect([broken.code, broken.out.trim()]).toEqual([
    1,
    "The ledger is not whole: the first fault is at deposit:a (unbalanced); 3 in all. Compare with the backup.",
  ])
  const said = JSON.parse((await justesse(data, "ledger", "verify", "--json")).out)
  expect(said).toMatchObject({ ok: false, transactions: 1, first: { what: "unbalanced", at: "deposit:a" } })
  expect((await justesse(data, "verify")).out).toContain("ledger movement deposit:a is not the one that was stored")
  const unusable = await justesse(data, "ledger", "look")
  expect([unusable.code, unusable.error]).toEqual([2, expect.stringContaining("ledger verify")])
}, 120_000)
