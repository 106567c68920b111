import { describe, expect, test } from "vitest"
import { createPasswordQueue } from "./passwordQueue.ts"

/** A queue for one job at a time whose jobs end when the test says so; `ran` tells their order. */
function set(most = { address: 4, all: 6 }, limit = 1) {
  const queue = createPasswordQueue(limit, most)
  const ran: string[] = []
  const ends: (() => void)[] = []
  const refused: string[] = []
  const ask = (name: string, address: string, isProven = false, account = name) =>
    void queue
      .run({ account, address }, isProven, async () => {
        ran.push(name)
        await new Promise<void>((end) => ends.push(end))
      })
      .catch((error: Error) => refused.push(`${name} ${error.message}`))
  const slot = () => new Promise<void>((go) => setImmediate(go))
  /** Ends one running job after the other until nothing runs. */
  const finish = async () => {
    for (await slot(); ends.length > 0; await slot()) ends.shift()?.()
  }
  return { ask, ran, refused, ends, turn: slot, finish }
}

describe("the queue of password checks", () => {
  test("runs as many at once as it may, and every one of them in the end", async () => {
    const { ask, ran, ends, turn: slot, finish } = set({ address: 9, all: 9 }, 2)
    for (const name of ["a", "b", "c", "d"]) ask(name, "10.0.0.1")
    await slot()
    expect([ran.length, ends.length]).toEqual([2, 2])
    await finish()
    expect([...ran].sort()).toEqual(["a", "b", "c", "d"])
  })

  test("takes whoever is proven first, then the networks in turn", async () => {
    const { ask, ran, finish } = set({ address: 9, all: 99 })
    ask("running", "10.0.0.1")
    for (const name of ["a1", "a2", "a3"]) ask(name, "10.0.0.1")
    ask("b", "10.0.0.2")
    ask("known", "10.0.0.1", true)
    await finish()
    expect(ran.slice(0, 2)).toEqual(["running", "known"])
    expect(ran.indexOf("b")).toBeLessThan(4)
  })

  test("takes of one network the account with the fewest tries, and of these the newest: guesses make nobody wait", async () => {
    const { ask, ran, finish } = set({ address: 99, all: 99 })
    for (let n = 0; n < 5; n++) ask(`guess ${n}`, "10.0.0.1", false, "ada")
    for (let n = 0; n < 5; n++) ask(`other ${n}`, "10.0.0.1")
    ask("newest", "10.0.0.1")
    await finish()
    expect(ran.slice(0, 2)).toEqual(["guess 0", "newest"])
    expect(ran.indexOf("guess 1")).toBeGreaterThan(ran.indexOf("other 0"))
  })

  test("refuses what would come last when a network has too many waiting, and nobody of another", async () => {
    const { ask, ran, refused, finish } = set({ address: 3, all: 99 })
    ask("running", "10.0.0.1")
    for (let n = 0; n < 6; n++) ask(`a${n}`, "10.0.0.1")
    ask("b", "10.0.0.2")
    await finish()
    expect(refused).toEqual(["a0 busy", "a1 busy", "a2 busy"])
    expect([...ran].sort()).toEqual(["a3", "a4", "a5", "b", "running"])
  })

  test("has an end in all", async () => {
    const { ask, ran, refused, finish } = set({ address: 3, all: 4 })
    ask("running", "10.0.0.1")
    for (let n = 0; n < 8; n++) ask(`n${n}`, `10.0.1.${n}`)
    await finish()
    expect([ran.length, refused.length]).toEqual([5, 4])
    ask("later", "10.0.0.1")
    await finish()
    expect(ran.at(-1)).toBe("later")
  })
})
