import type { Unsent } from "@justesse/editor"
import { Disagreement, JustesseError, ProjectSlug, TaskId } from "@justesse/types"
import { TRPCClientError } from "@trpc/client"
import { afterEach, expect, test, vi } from "vitest"
import type { ReviewTransport } from "../workbench/review/transport.ts"
import { type Decisions, makeDecisions } from "./decisions.ts"

const refused = (code: string) =>
  TRPCClientError.from({ error: { code: -1, message: code, data: { failure: { code, detail: {} } } } } as never)

const disagreement = Disagreement.parse({
  ...{ id: "d", kind: "text", place: { x: 1, y: 1, width: 9, height: 9 }, proposal: null, confidence: 1 },
  candidates: [{ letters: ["A"], region: null, share: 1 }],
})
const unsent = (at: number, project: string, more: Partial<Unsent> & { kind?: "decide" | "file" } = {}): Unsent =>
  ({
    ...{ at, id: `id-${at}`, person: 3, task: TaskId.parse(1), revision: at, kind: "decide", difference: disagreement },
    ...{ project: ProjectSlug.parse(project), before: null },
    ...{ decision: { outcome: "none", reason: { code: "text", clause: null, note: "" } } },
    ...more,
  }) as Unsent

/** What an earlier visit left on this computer, and a server. */
class World {
  readonly rows = new Map<number, Unsent>()
  readonly sent: string[] = []
  isThere = true
  refuse: string | null = null
  readonly transportOf = (look: "first" | "second") => {
    const take = async ({ project, act }: { project: string; act?: string | undefined }) => {
      if (!this.isThere) throw new TypeError("Failed to fetch")
      if (this.refuse !== null) throw refused(this.refuse)
      this.sent.push(`${look} ${project} ${act}`)
      return { revision: 9, open: 0, reservedUntilMs: 9 }
    }
    const unasked = async () => {
      throw new JustesseError("not_found")
    }
    const others = { open: unasked, undo: unasked, release: async () => {} }
    return { ...others, decide: take, file: take, sendBack: take, oneMore: take } as unknown as ReviewTransport
  }
}

const all: Decisions[] = []
function decisionsOn(world: World) {
  const outbox = {
    read: async () => [...world.rows.values()].sort((a, b) => a.at - b.at),
    keep: async (one: Unsent) => void world.rows.set(one.at, one),
    drop: async (at: number) => void world.rows.delete(at),
  }
  const { transportOf } = world
  const exclusively = (_: string, work: () => Promise<void>) => work()
  const made = makeDecisions({ person: 3, outbox, transportOf, exclusively, whoseSession: async () => 3 })
  all.push(made)
  return made
}
afterEach(() => {
  for (const one of all.splice(0)) one.close()
  vi.useRealTimers()
})

test("any page sends what an earlier visit left, project by project and look by look, and lists it until then", async () => {
  vi.useFakeTimers()
  const world = new World()
  for (const one of [
    unsent(1, "receipts"),
    unsent(2, "crates", { look: "second" }),
    unsent(3, "receipts", { kind: "file" }),
  ])
    world.rows.set(one.at, one)
  const decisions = decisionsOn(world)
  world.isThere = false
  await decisions.drain()
  expect(decisions.view.getState().rows.map(({ at }) => at)).toEqual([1, 2, 3])
  world.isThere = true
  await vi.advanceTimersByTimeAsync(20_000)
  expect(world.sent).toEqual(["first receipts id-1", "first receipts id-3", "second crates id-2"])
  expect([decisions.view.getState().rows, world.rows.size]).toEqual([[], 0])
})

test("a page that has its project open sends that itself, also when somebody asks for all; it is taken over when the page is left", async () => {
  const world = new World()
  world.rows.set(1, unsent(1, "receipts"))
  const decisions = decisionsOn(world)
  let asked = 0
  const release = decisions.hold(ProjectSlug.parse("receipts"), "first", async () => asked++)
  await decisions.drain()
  expect([world.sent, asked]).toEqual([[], 1])
  release()
  await decisions.drain()
  expect(world.sent).toEqual(["first receipts id-1"])
})

test("what was not taken is named until it was read", async () => {
  const world = new World()
  world.rows.set(1, unsent(1, "receipts"))
  world.rows.set(2, unsent(2, "receipts", { kind: "file" }))
  world.refuse = "decided_already"
  const decisions = decisionsOn(world)
  await decisions.drain()
  expect(decisions.view.getState()).toMatchObject({ rows: [], refused: [{ at: 1 }] })
  decisions.forgetRefused()
  expect(decisions.view.getState().refused).toEqual([])
})
