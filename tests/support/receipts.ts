import { createHash, randomUUID } from "node:crypto"
import { type HabitPerson, habitAnswer, loadFaces, type MadePicture, makePictures } from "@justesse/fixtures"
import { HABIT_PEOPLE, habitProject } from "@justesse/fixtures/testing/habits"
import type { HeldLeases, Lease } from "@justesse/types/wire/work"
import sharp from "sharp"
import type { Client } from "./client.ts"
import { ingestFiles, join } from "./studio.ts"

/** A project of receipts that three people with habits answered. */
export interface HabitReceipts {
  readonly slug: string
  readonly annotators: ReadonlyMap<string, Client>
}

/** Pictures by the hash of their file, as people get them. */
type ByHash = ReadonlyMap<string, MadePicture>

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/**
 * Makes a project of drawn receipts and lets three simulated people answer all of them through the wire. Their habits
 * differ (comma or point, space before %, accents, a box begun further left, lines overlooked), so that alike differences
 * wait for a reviewer: with 60 receipts about 300 differences, two thirds of them in six groups.
 */
export async function habitReceipts(owner: Client, count: number): Promise<HabitReceipts> {
  const plan = habitProject(count)
  await owner.act("project.create", {
    slug: plan.slug,
    draft: {
      name: plan.name,
      template: "empty",
      kind: plan.kind,
      names: "in_house",
      settings: plan.settings,
      ontology: plan.ontology,
      guideline: plan.guideline.en,
      forecast: { people: 3, hoursPerDay: 1, secondsPerAnswer: 60 },
    },
  })
  const pictures = new Map<string, MadePicture>()
  const rasterise = (svg: string) => sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer()
  for await (const made of makePictures(plan.pictures, loadFaces(), rasterise)) pictures.set(hashOf(made.bytes), made)
  await ingestFiles(
    owner,
    plan.slug,
    [...pictures.values()].map(({ picture, bytes }) => [picture.name, bytes] as const),
  )
  await owner.act("project.open", { project: plan.slug })
  const annotators = new Map<string, Client>()
  for (const person of HABIT_PEOPLE) {
    const client = await join(owner, plan.slug, person.name, ["annotator"])
    await answerAll(client, person, pictures, plan)
    annotators.set(person.name, client)
  }
  return { slug: plan.slug, annotators }
}

async function answerAll(
  client: Client,
  person: HabitPerson,
  pictures: ByHash,
  { slug, ontology }: Pick<ReturnType<typeof habitProject>, "slug" | "ontology">,
): Promise<void> {
  let held = await client.act<HeldLeases>("work.next", { project: slug, want: 1 })
  for (let lease = held.leases[0]; lease; lease = held.leases[0]) {
    const { picture, drawing } = await seenBy(client, lease, pictures)
    const task = { seed: picture.seed, size: drawing.size, ontology }
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    held = await client.act<HeldLeases>("work.submitNext", {
      assignmentId,
      fence,
      submissionId: randomUUID(),
      body: habitAnswer(person, task, drawing.truth),
      ontologyVersion,
      guidelineVersion,
      want: 1,
    })
  }
}

/** Which picture a lease is of: nothing on the wire says so (I5), but everybody can see it. */
async function seenBy(client: Client, lease: Lease, pictures: ByHash): Promise<MadePicture> {
  const response = await client.request(lease.media.full)
  const found = pictures.get(hashOf(new Uint8Array(await response.arrayBuffer())))
  if (!found) throw new Error(`no picture for ${lease.media.full} (${response.status})`)
  return found
}
