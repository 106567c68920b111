import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** The studio's Ed25519 key as a JSON Web Key has it, without the names around it. */
export interface IssuerKey {
  readonly thumbprint: string
  readonly publicX: string
  readonly privateD: string
  readonly madeAtMs: number
}

const ONLY = 1

/** The key that records are signed with; undefined until the first was signed. */
export async function findIssuerKey(db: Kysely<Database>): Promise<IssuerKey | undefined> {
  const row = await db.selectFrom("issuer_key").selectAll().where("id", "=", ONLY).executeTakeFirst()
  if (!row) return undefined
  const { thumbprint, public_x: publicX, private_d: privateD, made_at_ms: madeAtMs } = row
  return { thumbprint, publicX, privateD, madeAtMs }
}

/** Keeps a key as the studio's, unless it has one, be it by another server a moment ago; answers the one that it has. */
export async function keepIssuerKey(db: Kysely<Database>, fresh: IssuerKey): Promise<IssuerKey> {
  const { thumbprint, publicX, privateD, madeAtMs } = fresh
  await db
    .insertInto("issuer_key")
    .values({ id: ONLY, thumbprint, public_x: publicX, private_d: privateD, made_at_ms: madeAtMs })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute()
  return (await findIssuerKey(db)) ?? fresh
}
