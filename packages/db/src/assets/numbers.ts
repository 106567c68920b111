import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { numbered } from "./numbered.ts"

// Pictures by the whole number that exports call them by: given once, and never changed, whatever comes or goes.

/** Numbers of pictures that are looked at together: a walk of all of them would hold everybody up. */
const STRETCH = 2_000
/** Numbers given because nothing better was free lie below this. */
const BELOW = 1_000_000_000_000

/** Pictures after one that have no number yet, of one stretch, lowest first. */
function selectUnnumbered(db: Kysely<Database>, projectId: number, after: number) {
  return db
    .selectFrom("asset as a")
    .leftJoin("picture_number as n", (on) =>
      on.onRef("n.project_id", "=", "a.project_id").onRef("n.asset_id", "=", "a.id"),
    )
    .select(["a.id", "a.foreign"])
    .where("a.project_id", "=", projectId)
    .where("a.id", ">", after)
    .where("a.id", "<=", after + STRETCH)
    .where("n.number", "is", null)
    .orderBy("a.id")
    .execute()
}

/** Numbers the pictures of a stretch that have none. */
async function giveSomeNumbers(db: Kysely<Database>, projectId: number, after: number): Promise<void> {
  await numbered(() =>
    db.transaction().execute(async (tx) => {
      const rows = await selectUnnumbered(tx, projectId, after)
      const wanted = rows.map(({ id, foreign }) => ({ id, own: ownNumber(foreign) }))
      const taken = await takenOf(
        tx,
        projectId,
        wanted.flatMap(({ id, own }) => (own === null ? [id] : [id, own])),
      )
      let next = (await highest(tx, projectId)) + 1
      const given = wanted.map(({ id, own }) => {
        const number = [own, id].find((one) => one !== null && !taken.has(one)) ?? Math.max(next, id + 1)
        taken.add(number)
        if (number < BELOW) next = Math.max(next, number + 1)
        return { project_id: projectId, asset_id: id, number }
      })
      for (let at = 0; at < given.length; at += 500)
        await tx
          .insertInto("picture_number")
          .values(given.slice(at, at + 500))
          .execute()
    }),
  )
}

/**
 * Gives every picture that has none its number: the one its file called it by where that is a whole number that no
 * picture has, else its own number in the project, else the next free one.
 */
export async function givePictureNumbers(db: Kysely<Database>, projectId: number): Promise<void> {
  const last = await db
    .selectFrom("asset")
    .select((eb) => eb.fn.max("id").as("id"))
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  for (let after = 0; after < Number(last?.id ?? 0); after += STRETCH)
    if ((await selectUnnumbered(db, projectId, after)).length > 0) await giveSomeNumbers(db, projectId, after)
}

/** Number by picture, also of those that are gone. */
export async function findPictureNumbers(db: Kysely<Database>, projectId: number): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom("picture_number")
    .select(["asset_id", "number"])
    .where("project_id", "=", projectId)
    .execute()
  return new Map(rows.map((row) => [row.asset_id, row.number]))
}

/** The whole number that a file called a picture by; null where it was none. */
function ownNumber(foreign: string | null): number | null {
  const { foreignId }: { foreignId?: string } = JSON.parse(foreign ?? "{}")
  if (foreignId === undefined || !/^(0|[1-9]\d{0,15})$/.test(foreignId)) return null
  const number = Number(foreignId)
  return Number.isSafeInteger(number) ? number : null
}

async function takenOf(db: Kysely<Database>, projectId: number, numbers: readonly number[]): Promise<Set<number>> {
  const taken = new Set<number>()
  for (let at = 0; at < numbers.length; at += 1_000) {
    const rows = await db
      .selectFrom("picture_number")
      .select("number")
      .where("project_id", "=", projectId)
      .where("number", "in", numbers.slice(at, at + 1_000))
      .execute()
    for (const { number } of rows) taken.add(number)
  }
  return taken
}

async function highest(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("picture_number")
    .select((eb) => eb.fn.max("number").as("most"))
    .where("project_id", "=", projectId)
    .where("number", "<", BELOW)
    .executeTakeFirst()
  return Number(row?.most ?? 0)
}
