import { randomUUID } from "node:crypto"
import type { AnnotationBody } from "@justesse/types"
import type { HeldLeases, Lease, Receipt } from "@justesse/types/wire/work"
import type { Answer, Client } from "./client.ts"
import { jpeg } from "./pictures.ts"
import type { Server } from "./server.ts"
import { join, openProject, setUp } from "./studio.ts"

export const PROJECT = "crowd"
/** Everybody answers nearly everything, so that few pictures keep many people busy. */
const MOST_ANSWERS = 20

/** One submission as it was sent, and the receipt if one arrived before the server died. */
export interface Sent {
  readonly input: Record<string, unknown>
  readonly assignmentId: string
  receipt: Receipt | null
}

/** Somebody at work without a browser. */
export interface Worker {
  readonly client: Client
  readonly name: string
  held: readonly Lease[]
  readonly sent: Sent[]
  /** Left edge of the box in this person's so-manieth answer; another one each time where absent. */
  readonly edge?: (number: number) => number
  /** Regions as programs before 2026-11-29 have them and later ones still read: a box with an outline beside it. */
  readonly firstForm?: boolean
}

function bodyFor(worker: Worker, number: number): AnnotationBody {
  const x = worker.edge?.(number) ?? number % 50
  const box = { x, y: 3, width: 20, height: 30.5 }
  const outline = [
    { x, y: 3 },
    { x: x + 20, y: 5 },
    { x: x + 14, y: 33.5 },
  ]
  const place = worker.firstForm ? { shape: "box", ...box, outline } : { geometry: { type: "box", ...box } }
  const region = { id: `r${number}`, ...place, label: "thing" }
  // The wire checks it again; brands are made there.
  return { nothingHere: false, regions: [region] } as unknown as AnnotationBody
}

/** Works until the server is gone, keeping every receipt; answers that are neither a receipt nor silence are kept too. */
export async function work(worker: Worker, odd: Answer[], until: () => boolean): Promise<void> {
  try {
    while (!until()) {
      if (worker.held.length === 0) {
        const held = await worker.client.act<HeldLeases>("work.next", { project: PROJECT, want: 2 })
        worker.held = held.leases
        if (held.leases.length === 0) return
      }
      const [lease, ...rest] = worker.held
      if (!lease) continue
      const sent = sending(worker, lease)
      worker.held = rest
      const answer = await worker.client.send("work.submitNext", sent.input)
      if (answer.status !== 200) {
        odd.push(answer)
        continue
      }
      const { receipt, leases }: { receipt: Receipt; leases: Lease[] } = JSON.parse(answer.text).result.data
      sent.receipt = receipt
      worker.held = leases
    }
  } catch (error) {
    // The connection broke, which is what the test does; a refusal is not that.
    if (error instanceof Error && "code" in error) odd.push({ status: 0, text: error.message })
  }
}

/** What this person sends next for a lease; kept with what it was told. */
export function sending(worker: Worker, lease: Lease): Sent {
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const sent: Sent = {
    assignmentId,
    receipt: null,
    input: {
      assignmentId,
      fence,
      submissionId: randomUUID(),
      body: bodyFor(worker, worker.sent.length),
      ontologyVersion,
      guidelineVersion,
      want: 2,
    },
  }
  worker.sent.push(sent)
  return sent
}

/** What the server says this person has sent. */
export async function sentByHistory(worker: Worker): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: { rows: { assignmentId: string }[]; next: string | null } = await worker.client.ask("work.history", {
      search: "",
      project: PROJECT,
      states: ["sent", "kept", "small_change", "changed", "undecided"],
      cursor,
      limit: 200,
    })
    ids.push(...page.rows.map((row) => row.assignmentId))
    cursor = page.next
  } while (cursor !== null)
  return ids
}

/** An empty studio, set up, with a project and `people` who joined it by link. */
export async function crowd(
  server: Server,
  people: number,
  pictures: number,
  overlap = MOST_ANSWERS,
): Promise<Worker[]> {
  const owner = await setUp(server)
  const files = await Promise.all(Array.from({ length: pictures }, (_, i) => jpeg(i)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap, pictures: files })
  const names = Array.from({ length: people }, (_, i) => `Person${i}`)
  const clients = await Promise.all(names.map((name) => join(owner, PROJECT, name, ["annotator"])))
  return clients.map((client, i) => ({ client, name: names[i] ?? "", held: [], sent: [] }))
}
