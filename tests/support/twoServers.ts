import type { Storage } from "@justesse/db"
import { type Dice, dice } from "@justesse/db/testing/dice"
import type { HeldLeases, Lease } from "@justesse/types/wire/work"
import { codeIn } from "./client.ts"
import { PROJECT, sending, type Worker } from "./crowd.ts"

/** What losing a race with oneself in another window may answer; anything else is a breach. */
const ALLOWED = new Set(["taken_over", "already_submitted", "not_revisable", "busy"])

/** What was given back is not taken up again while an owner keeps its task out. */
function isAllowed(path: string, text: string): boolean {
  if (ALLOWED.has(codeIn(text))) return true
  return path === "work.takeUp" && codeIn(text) === "conflict" && text.includes('"state":"excluded"')
}

/** Somebody who acts at random, each act through any of the servers. */
interface Walker {
  readonly worker: Worker
  readonly origins: readonly string[]
  readonly random: Dice
  readonly past: Lease[]
  readonly breaches: string[]
  readonly acts: Record<string, number>
}

async function act(walker: Walker, path: string, input: unknown): Promise<string | null> {
  const client = walker.worker.client.on(walker.random.pick(walker.origins) ?? "")
  walker.acts[path] = (walker.acts[path] ?? 0) + 1
  const answer = await client.send(path, input)
  if (answer.status === 200) return answer.text
  if (!isAllowed(path, answer.text)) walker.breaches.push(`${path}: ${answer.status} ${answer.text.slice(0, 300)}`)
  return null
}

function take(walker: Walker, text: string | null): void {
  if (text === null) return
  const held: HeldLeases = JSON.parse(text).result.data
  walker.worker.held = held.leases
  walker.past.push(...held.leases)
  const ids = new Set(held.leases.map((lease) => lease.assignmentId))
  if (ids.size < held.leases.length) walker.breaches.push("an assignment twice at once")
}

async function step(walker: Walker): Promise<void> {
  const { worker, random, past } = walker
  const chance = random.below(100)
  const isLate = chance >= 75
  const lease = random.pick(isLate ? past : worker.held)
  if (chance < 30 || !lease) return take(walker, await act(walker, "work.next", { project: PROJECT, want: 2 }))
  const { assignmentId, fence } = lease
  if (chance >= 65 && chance < 75) {
    const why = { reason: "too_hard", note: "", want: 2 }
    return take(walker, await act(walker, "work.skip", { assignmentId, fence, ...why }))
  }
  if (chance >= 85) {
    const text = await act(walker, "work.takeUp", { assignmentId })
    if (text !== null) past.push(JSON.parse(text).result.data)
    return
  }
  const sent = sending(worker, lease)
  // Every tenth answer is sent twice at once, as a client does whose first answer was lost.
  const sends = random.below(10) === 0 ? 2 : 1
  const texts = await Promise.all(Array.from({ length: sends }, () => act(walker, "work.submitNext", sent.input)))
  const receipts = texts.flatMap((text) =>
    text === null ? [] : [JSON.stringify(JSON.parse(text).result.data.receipt)],
  )
  if (new Set(receipts).size > 1) walker.breaches.push("one answer got two receipts")
  take(walker, texts.at(-1) ?? null)
}

/** What owners do meanwhile, from a program of its own on the same database. */
async function ownerStep({ hot }: Storage, project: number, tasks: number, random: Dice): Promise<void> {
  const task = 1 + random.below(tasks)
  const chance = random.below(10)
  if (chance < 4) await hot.setOverlap(project, [task], random.below(5))
  else if (chance < 6) await hot.reopen(project, [task], Date.now())
  else if (chance < 8) await hot.setExcluded(project, [task], random.below(2) === 0, Date.now())
  else await hot.endExpired(Date.now() + 24 * 3_600_000, 20)
}

/** Everybody acts at random through all of `origins` at once until `steps` acts are done. */
export async function walkServers(
  workers: readonly Worker[],
  of: { origins: readonly string[]; storage: Storage; project: number; tasks: number; steps: number; seed: number },
): Promise<{ steps: number; acts: Record<string, number>; breaches: string[] }> {
  const breaches: string[] = []
  const acts: Record<string, number> = {}
  const done = () => Object.values(acts).reduce((sum, n) => sum + n, 0)
  const person = async (worker: Worker, n: number) => {
    const walker: Walker = { worker, origins: of.origins, random: dice(of.seed + n), past: [], breaches, acts }
    while (done() < of.steps && breaches.length < 20) await step(walker)
  }
  const owner = async () => {
    const random = dice(of.seed - 1)
    while (done() < of.steps && breaches.length < 20) {
      await ownerStep(of.storage, of.project, of.tasks, random)
      acts["owner"] = (acts["owner"] ?? 0) + 1
      await new Promise((go) => setTimeout(go, 20))
    }
  }
  await Promise.all([...workers.map(person), owner()])
  return { steps: done(), acts, breaches }
}
