import type { Answer, Client } from "../../support/client.ts"
import { PROJECT, type Worker, work } from "../../support/crowd.ts"
import { jpeg } from "../../support/pictures.ts"
import type { Server } from "../../support/serverProcess.ts"
import { join, openProject, setUp } from "../../support/studio.ts"
import { type Kinds, seedKinds } from "./kinds.ts"
import type { oldDefaults } from "./old.ts"

/** People at the browser, each with tasks of their own. */
export const AT_BROWSER = ["Bela", "Cleo", "Dara"] as const
export const AT_BROWSER_PROJECT = "drafts"

/** Each answers every picture. */
const PEOPLE = 10
/** Everybody draws the same box, and elsewhere once in forty: most pictures settle, some wait for a reviewer. */
const edge = (number: number) => (number % 40 === 7 ? 60 : 3)

/** Plain colours become the same JPEG now and then; what stands behind the picture's end tells them apart. */
const numbered = async (i: number) => Buffer.concat([await jpeg(i), Buffer.from(String(i))])

/** A computer that is busy with other things decides slowly: only one that stands still for so many looks, a second apart, is given up. */
const MOST_LOOKS = 300

/** Waits until every picture is settled or waits for a reviewer. */
async function final(owner: Client, project: string, pictures: number): Promise<void> {
  let most = 0
  for (let looks = 0; ; looks++) {
    const { counts } = await owner.ask<{ counts: Record<string, number> }>("project.overview", {
      project,
      utcOffsetMinutes: 0,
    })
    const decided = (counts.settled ?? 0) + (counts.disputed ?? 0)
    if (decided >= pictures) return
    if (decided > most) looks = 0
    most = Math.max(most, decided)
    if (looks > MOST_LOOKS) throw new Error(`The old program does not settle: ${JSON.stringify(counts)}`)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

/**
 * Fills an empty studio: `pictures` pictures that ten people answered, settled as far as they agree, a frozen version, a
 * backup by hand, a project in which people at the browser have tasks, and one of each other kind. Answers the owner, what the ten
 * have sent, and those projects.
 */
export async function seed(
  server: Server,
  pictures: number,
  defaults: Awaited<ReturnType<typeof oldDefaults>>,
): Promise<{ owner: Client; workers: Worker[]; kinds: Kinds }> {
  const owner = await setUp(server, defaults)
  const files = await Promise.all(Array.from({ length: pictures }, (_, i) => numbered(i)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: PEOPLE, pictures: files }, defaults)
  const own = await Promise.all([1, 2, 3, 4, 5, 6].map((i) => jpeg(i, 320, 240)))
  await openProject(owner, { slug: AT_BROWSER_PROJECT, kind: "boxes", overlap: 3, pictures: own }, defaults)
  const workers: Worker[] = []
  for (let i = 0; i < PEOPLE; i++) {
    const name = `Person${i}`
    const client = await join(owner, PROJECT, name, ["annotator"], defaults)
    workers.push({ client, name, held: [], sent: [], edge, firstForm: true })
  }
  for (const name of AT_BROWSER) await join(owner, AT_BROWSER_PROJECT, name, ["annotator"], defaults)
  const odd: Answer[] = []
  await Promise.all(workers.map((worker) => work(worker, odd, () => false)))
  if (odd.length > 0) throw new Error(`The old program refused ${odd.length} answers: ${odd[0]?.text}`)
  await final(owner, PROJECT, pictures)
  await owner.act("dataset.freeze", { project: PROJECT, note: "before" })
  const kinds = await seedKinds(owner, defaults.kinds, defaults)
  await backedUp(owner)
  return { owner, workers, kinds }
}

async function backedUp(owner: Client): Promise<void> {
  await owner.act("admin.backupNow", {})
  for (;;) {
    const { backups } = await owner.ask<{ backups: { verifiedAtMs: number | null }[] }>("admin.health", {})
    if (backups.some((backup) => backup.verifiedAtMs !== null)) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
