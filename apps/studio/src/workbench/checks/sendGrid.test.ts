import { AssignmentId, RegionId } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { beforeEach, expect, test, vi } from "vitest"
import type { Hand } from "../annotate/kinds/contract.ts"
import { grid, tilesNow, tilesOf } from "./grid.ts"
import { sendGrid } from "./sendGrid.ts"

const ids = [1, 2, 3].map((n) => AssignmentId.parse(`00000000-0000-4000-8000-00000000000${n}`))
const leases = ids.map((assignmentId, n) => ({
  assignmentId,
  about: { type: "region", region: { id: RegionId.parse(`r${n}`) } },
})) as unknown as Lease[] // what a grid asks of them

/** A page that has one task after the other in hand, as the server gives them. */
class Page implements Hand {
  readonly said: string[] = []
  #left = [...leases]

  lease(): Lease | null {
    return this.#left[0] ?? null
  }
  ahead(): readonly Lease[] {
    return this.#left.slice(1)
  }
  isReady(): boolean {
    return true
  }
  answer(label: string): void {
    this.said.push(label)
    this.#left = this.#left.slice(1)
  }
}

beforeEach(() => grid.setState({ marked: new Set(), alone: new Set(), sending: null, at: 0 }))

test("each tile is sent as its own answer: wrong where it is marked, right where not", async () => {
  const page = new Page()
  const [, second = ids[0]] = ids
  grid.setState({
    marked: new Set(second ? [second] : []),
    sending: { leases: tilesOf(page.lease(), page.ahead(), 16), done: 0 },
  })
  await sendGrid(page)
  expect(page.said).toEqual(["right", "wrong", "right"])
  expect(grid.getState()).toMatchObject({ sending: null, at: 0 })
  expect(grid.getState().marked.size).toBe(0)
})

test("at a tile that comes by itself the sending stops; those behind it keep their marks", async () => {
  const page = new Page()
  const [first, second, third] = ids
  if (!first || !second || !third) throw new Error("three tiles were asked for")
  grid.setState({
    marked: new Set([first, third]),
    alone: new Set([second]),
    sending: { leases: tilesOf(page.lease(), page.ahead(), 16), done: 0 },
  })
  await sendGrid(page)
  expect(page.said).toEqual(["wrong"])
  expect(page.lease()?.assignmentId).toBe(second)
  expect(grid.getState()).toMatchObject({ sending: null })
  expect([...grid.getState().marked]).toEqual([third])
})

test("what is not sent after all keeps its mark", async () => {
  const page = new Page()
  const [first, second] = ids
  if (!first || !second) throw new Error("tiles were asked for")
  const gone = { ...(leases[0] as Lease), assignmentId: AssignmentId.parse("00000000-0000-4000-8000-000000000009") }
  grid.setState({ marked: new Set([second]), sending: { leases: [leases[0] as Lease, gone], done: 0 } })
  vi.useFakeTimers()
  const sending = sendGrid(page)
  await vi.advanceTimersByTimeAsync(40_000)
  await sending
  vi.useRealTimers()
  expect(page.said).toEqual(["right"])
  expect([...grid.getState().marked]).toEqual([second])
})

test("the time of a grid is that of all its tiles", () => {
  const [first, ...others] = leases
  if (!first) throw new Error("tiles were asked for")
  expect(tilesNow(first, others)).toEqual([])
  grid.setState({ isOn: true })
  expect(tilesNow(first, others)).toHaveLength(3)
  grid.setState({ isOn: false })
})

test("a grid shows what is in hand and what comes next, as many as fit", () => {
  expect(tilesOf(null, leases, 16)).toEqual([])
  expect(tilesOf(leases[0] ?? null, leases.slice(1), 9)).toHaveLength(3)
})
