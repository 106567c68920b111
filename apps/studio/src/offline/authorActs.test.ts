import { DecisionId } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { type AuthorAct, makeAuthorActs } from "./authorActs.ts"

const kept = new Map<string, string>()
const DECISION = DecisionId.parse("3f6c0a52-6d1e-4d0b-9a53-0d4f3e6a7b10")
const act = (id: string): AuthorAct => ({ id, decision: DECISION, kind: "appeal", text: "It is mine.", madeAtMs: 5 })
const cut = () => new TypeError("fetch failed")
const said = (code: string) => Object.assign(new Error(code), { failure: { code, detail: {} } })

/** One page of somebody, whose server says what it is told to. */
function page(person = 1, whose: () => Promise<number | null> = async () => person) {
  const send = vi.fn<(act: AuthorAct) => Promise<unknown>>()
  const onChange = vi.fn<() => void>()
  return { send, onChange, acts: makeAuthorActs({ person, send, whoseSession: whose, onChange }) }
}

beforeEach(() => {
  kept.clear()
  vi.useFakeTimers()
  vi.stubGlobal("window", new EventTarget())
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe("an act about a decision", () => {
  test("is kept without a network, and goes out under its own id when there is one, also from a page opened later", async () => {
    const { send, acts } = page()
    send.mockRejectedValueOnce(cut())
    expect(await acts.post(act("a"))).toBe("kept")
    acts.close()
    const later = page()
    expect(later.acts.view.getState().kept).toEqual([{ ...act("a"), refused: null }])
    later.send.mockResolvedValueOnce({})
    await later.acts.drain()
    expect(later.send.mock.calls[0]?.[0]).toMatchObject(act("a"))
    expect([later.acts.view.getState().kept, kept.size, later.onChange.mock.calls.length]).toEqual([[], 0, 1])
  })

  test("is tried again by itself, and at once when the browser says that there is a network", async () => {
    const { send, acts } = page()
    send.mockRejectedValueOnce(cut()).mockRejectedValueOnce(cut()).mockResolvedValueOnce({})
    await acts.post(act("a"))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(acts.view.getState().kept).toHaveLength(1)
    window.dispatchEvent(new Event("online"))
    await vi.advanceTimersByTimeAsync(0)
    expect([send.mock.calls.length, acts.view.getState().kept]).toEqual([3, []])
  })

  test("that is not taken is said so and never sent again; what came after it goes out", async () => {
    const { send, acts } = page()
    send.mockRejectedValueOnce(cut()).mockRejectedValueOnce(cut())
    await acts.post(act("a"))
    await acts.post(act("b"))
    send.mockRejectedValueOnce(said("conflict")).mockResolvedValueOnce({})
    await acts.drain()
    expect(acts.view.getState().kept).toMatchObject([{ id: "a", refused: "conflict" }])
    await acts.drain()
    expect(send).toHaveBeenCalledTimes(4)
    acts.drop("a")
    expect(kept.size).toBe(0)
  })

  test("that the server refuses at once is not kept", async () => {
    const { send, acts } = page()
    send.mockRejectedValueOnce(said("conflict"))
    await expect(acts.post(act("a"))).rejects.toThrow("conflict")
    expect(kept.size).toBe(0)
  })

  test("where the browser keeps nothing, it is said that it did not go out", async () => {
    vi.stubGlobal("localStorage", {
      getItem: () => null,
      setItem() {
        throw new Error("no room")
      },
    })
    const { send, acts } = page()
    send.mockRejectedValueOnce(cut())
    await expect(acts.post(act("a"))).rejects.toThrow("fetch failed")
  })

  test("of somebody else, or of nobody who is signed in, goes nowhere", async () => {
    for (const whose of [async () => 2, async () => null, () => Promise.reject(cut())]) {
      const { send, acts } = page(1, whose)
      send.mockRejectedValueOnce(cut())
      await acts.post(act("a"))
      await acts.drain()
      expect(send).toHaveBeenCalledTimes(1)
      acts.close()
    }
  })

  test("what something else wrote under its name is nothing", () => {
    for (const text of ["", "soon", "{}", '[{"id":1}]', "[null]"]) {
      kept.set("justesse.authorActs.1", text)
      expect(page().acts.view.getState().kept).toEqual([])
    }
  })
})
