import type { LocalDraft, SaveStatus } from "@justesse/editor"
import { AssignmentId, JustesseError, RegionId, type WorkBody, type WorkRegion } from "@justesse/types"
import { TRPCClientError } from "@trpc/client"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { DraftSaver } from "./draftSaver.ts"
import type { LocalDrafts } from "./localDrafts.ts"

const assignmentId = AssignmentId.parse("4e1f6c1e-4e4f-4b4f-8a4e-111111111111")
const refused = (code: string, detail: object = {}) =>
  TRPCClientError.from({ error: { code: -1, message: code, data: { failure: { code, detail } } } } as never)

const answer = (boxes: number): WorkBody => ({
  regions: Array.from({ length: boxes }, (_, i) => ({ id: RegionId.parse(`r${i}`) }) as WorkRegion),
  nothingHere: false,
})
const opened: LocalDraft = { body: answer(0), revision: 0, sentRevision: 0, undos: [], redos: [] }

/** A page with a disk and a network whose answers come when the test says so. */
class Page {
  boxes = 0
  /** What the server and this computer have, by the number of boxes. */
  readonly arrived: { revision: number; boxes: number }[] = []
  kept: LocalDraft | null = null
  readonly words: SaveStatus[] = []
  readonly refusals: unknown[] = []
  /** How the server answers from now on; null is away. */
  answers: (revision: number) => Promise<number> = async (revision) => revision
  writes: () => Promise<void> = async () => {}
  readonly local: LocalDrafts = {
    read: async () => this.kept,
    write: async (_, draft) => {
      await this.writes()
      this.kept = draft
    },
    forget: async () => {
      this.kept = null
    },
  }
  readonly saver = new DraftSaver(
    {
      assignmentId,
      fence: () => 1,
      transport: {
        saveDraft: async ({ revision, body }) => {
          const stored = await this.answers(revision)
          this.arrived.push({ revision, boxes: body.regions.length })
          return { revision: stored, savedAtMs: 1 }
        },
      },
      local: this.local,
      now: () => ({ body: answer(this.boxes), undos: [], redos: [] }),
      onStatus: (word) => void this.words.push(word),
      onRefused: (error) => void this.refusals.push(error),
    },
    opened,
  )

  draw(): void {
    this.boxes++
    this.saver.edited()
  }
}

/** Something that is answered when it is let go. */
function gate() {
  let open = () => {}
  const pending = new Promise<void>((resolve) => {
    open = resolve
  })
  return { pending, open: () => open() }
}
const away = async (): Promise<number> => {
  throw new TypeError("Failed to fetch")
}

beforeEach(() => {
  vi.useFakeTimers()
  const { setTimeout, clearTimeout } = globalThis
  vi.stubGlobal("window", Object.assign(new EventTarget(), { setTimeout, clearTimeout }))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe("a draft is saved", () => {
  it("here at once, on the server when the hand rests, in one call for several strokes", async () => {
    const page = new Page()
    page.draw()
    page.draw()
    await vi.advanceTimersByTimeAsync(1)
    expect([page.kept?.body.regions.length, page.arrived.length]).toEqual([2, 0])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(page.arrived).toEqual([{ revision: 2, boxes: 2 }])
    expect(page.saver.status).toBe("saved")
  })

  it("and is not called saved when only an older stroke has arrived", async () => {
    const page = new Page()
    const late = gate()
    page.answers = async (revision) => late.pending.then(() => revision)
    page.draw()
    await vi.advanceTimersByTimeAsync(900)
    page.draw()
    page.answers = async (revision) => revision
    late.open()
    await vi.advanceTimersByTimeAsync(1)
    expect([page.arrived.at(-1)?.revision, page.saver.status]).toEqual([1, "saving"])
    await vi.advanceTimersByTimeAsync(1_000)
    expect([page.arrived.at(-1), page.saver.status]).toEqual([{ revision: 2, boxes: 2 }, "saved"])
  })

  it("waits while its answer is sent: what is on its way arrives first, and nothing goes out after it", async () => {
    const page = new Page()
    const late = gate()
    page.answers = async (revision) => late.pending.then(() => revision)
    page.draw()
    await vi.advanceTimersByTimeAsync(900)
    page.draw()
    let isPaused = false
    const pausing = page.saver.pause().then(() => {
      isPaused = true
    })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(isPaused).toBe(false)
    late.open()
    await pausing
    await vi.advanceTimersByTimeAsync(10_000)
    expect(page.arrived).toEqual([{ revision: 1, boxes: 1 }])
    page.saver.resume()
    await vi.advanceTimersByTimeAsync(1)
    expect(page.arrived.at(-1)).toEqual({ revision: 2, boxes: 2 })
  })

  it("of an answer that arrived, though nobody heard of it, is kept here and no trouble", async () => {
    const page = new Page()
    page.answers = async () => Promise.reject(refused("already_submitted"))
    page.draw()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([page.saver.status, page.refusals]).toEqual(["kept_here", []])
  })

  it("offline it is kept here and said so; back online the newest goes, once", async () => {
    const page = new Page()
    page.answers = away
    page.draw()
    await vi.advanceTimersByTimeAsync(1_000)
    page.draw()
    await vi.advanceTimersByTimeAsync(1_000)
    expect([page.saver.status, page.kept?.body.regions.length, page.kept?.sentRevision]).toEqual(["kept_here", 2, 0])
    page.answers = async (revision) => revision
    window.dispatchEvent(new Event("online"))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(page.arrived).toEqual([{ revision: 2, boxes: 2 }])
    expect([page.saver.status, page.refusals]).toEqual(["saved", []])
  })

  it("goes by itself when the studio answers again, though nobody said online", async () => {
    const page = new Page()
    page.answers = async () => Promise.reject(refused("busy"))
    page.draw()
    await vi.advanceTimersByTimeAsync(5_000)
    page.answers = async (revision) => revision
    await vi.advanceTimersByTimeAsync(31_000)
    expect(page.arrived).toEqual([{ revision: 1, boxes: 1 }])
  })

  it("rises above a later draft of another window, and nothing drawn here is lost", async () => {
    const page = new Page()
    page.answers = async (revision) =>
      revision > 7 ? revision : Promise.reject(refused("draft_is_older", { revision: 7 }))
    page.draw()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(page.arrived).toEqual([{ revision: 8, boxes: 1 }])
    expect(page.saver.status).toBe("saved")
  })

  it("asks nobody again once it was taken over", async () => {
    const page = new Page()
    let asked = 0
    page.answers = async () => {
      asked++
      throw refused("taken_over")
    }
    page.draw()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([asked, page.refusals.length]).toEqual([1, 1])
    expect(page.refusals[0]).not.toBeInstanceOf(JustesseError)
  })
})

describe("when the page is left", () => {
  it("the last stroke is kept also while an earlier one is still being written, and nobody answers", async () => {
    const page = new Page()
    page.answers = away
    const disk = gate()
    page.writes = () => disk.pending
    page.draw()
    await vi.advanceTimersByTimeAsync(1)
    page.draw()
    const closed = page.saver.close(false)
    disk.open()
    await vi.advanceTimersByTimeAsync(1)
    await closed
    expect(page.kept?.body.regions.length).toBe(2)
  })

  it("what is under way has arrived before anybody is told that it was settled", async () => {
    const page = new Page()
    const late = gate()
    page.answers = async (revision) => late.pending.then(() => revision)
    page.draw()
    await vi.advanceTimersByTimeAsync(900)
    page.draw()
    let isDone = false
    const final = page.saver.settle().then(() => {
      isDone = true
    })
    await vi.advanceTimersByTimeAsync(10)
    expect(isDone).toBe(false)
    late.open()
    await final
    expect(page.arrived.at(-1)?.boxes).toBe(2)
  })

  it("a submitted answer leaves no draft here, and nothing of it is sent afterwards", async () => {
    const page = new Page()
    page.draw()
    await vi.advanceTimersByTimeAsync(1)
    await page.saver.close(true)
    window.dispatchEvent(new Event("online"))
    await vi.advanceTimersByTimeAsync(60_000)
    expect([page.kept, page.arrived]).toEqual([null, []])
  })
})
