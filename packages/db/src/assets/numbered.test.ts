import { expect, test } from "vitest"
import { numbered } from "./numbered.ts"

/** What PostgreSQL says of a key that is there already. */
const duplicate = () => Object.assign(new Error("duplicate key"), { code: "23505" })

test("sixty that look for the next number at the same moment all get one", async () => {
  const taken = new Set<number>()
  const take = () =>
    numbered(async () => {
      const next = taken.size + 1
      await new Promise(setImmediate)
      if (taken.has(next)) throw duplicate()
      taken.add(next)
      return next
    })
  const all = await Promise.all(Array.from({ length: 60 }, take))
  expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
})

test("whoever loses as often as others win still gets one", async () => {
  let lost = 0
  const unlucky = numbered(async () => {
    if (lost++ < 45) throw duplicate()
    return "mine"
  })
  await expect(unlucky).resolves.toBe("mine")
})

test("another fault is not tried again", async () => {
  let tries = 0
  const wrong = numbered(async () => {
    tries++
    throw new Error("disk full")
  })
  await expect(wrong).rejects.toThrow("disk full")
  expect(tries).toBe(1)
})
