import { JustesseError } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { FairGate } from "./fair.ts"

/** Calls that end when the test says so, with the names of those that began. */
function calls() {
  const began: string[] = []
  const ends = new Map<string, () => void>()
  return {
    began,
    make: (name: string) => () =>
      new Promise<string>((resolve) => {
        began.push(name)
        ends.set(name, () => resolve(name))
      }),
    async end(name: string) {
      ends.get(name)?.()
      await slot()
    },
  }
}

const slot = () => new Promise((go) => setTimeout(go, 5))

describe("calls of one person among others (found T14)", () => {
  test("few run at once, the rest in the order they came, and nobody waits for somebody else", async () => {
    const gate = new FairGate({ atOnce: 2, flood: 20, mostWaiting: 100 })
    const { began, make, end } = calls()
    for (const name of ["a1", "a2", "a3", "a4"]) void gate.run("a", make(name))
    void gate.run("b", make("b1"))
    await slot()
    expect(began).toEqual(["a1", "a2", "b1"])
    await end("a2")
    expect(began).toEqual(["a1", "a2", "b1", "a3"])
    await end("a1")
    await end("a3")
    expect(began).toEqual(["a1", "a2", "b1", "a3", "a4"])
  })

  test("too many waiting are refused as busy, and their places are free again afterwards", async () => {
    const gate = new FairGate({ atOnce: 1, flood: 5, mostWaiting: 2 })
    const { make, end, began } = calls()
    for (const name of ["1", "2", "3"]) void gate.run("a", make(name))
    const refused = gate.run("a", make("4"))
    await expect(refused).rejects.toEqual(new JustesseError("busy", { why: "too_many_calls", most: 3 }))
    for (const name of ["1", "2", "3"]) await end(name)
    void gate.run("a", make("5"))
    expect(began).toEqual(["1", "2", "3", "5"])
  })

  test("a flood goes one by one until nothing of it is left", async () => {
    const gate = new FairGate({ atOnce: 2, flood: 1, mostWaiting: 100 })
    const { began, make, end } = calls()
    const names = ["1", "2", "3", "4"]
    const all = names.map((name) => gate.run("a", make(name)))
    for (const [i, name] of names.entries()) {
      while (!began.includes(name)) await slot()
      // The two that began before it was known to be a flood run together; from then on one at a time.
      expect(began.length).toBe(Math.max(2, i + 1))
      await end(name)
    }
    expect(await Promise.all(all)).toEqual(names)
  })

  test("a call that fails gives its place on", async () => {
    const gate = new FairGate({ atOnce: 1, flood: 5, mostWaiting: 5 })
    const failing = gate.run("a", () => Promise.reject(new Error("no")))
    const after = gate.run("a", async () => "yes")
    await expect(failing).rejects.toThrow("no")
    expect(await after).toBe("yes")
  })
})
