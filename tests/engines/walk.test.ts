import { engines, type TestStorage } from "@justesse/db/testing/engines"
import { addPeople } from "@justesse/db/testing/seed"
import { watchSlots } from "@justesse/db/testing/watch"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { crowd } from "./crowd.ts"
import { walk } from "./walk.ts"

describe.each(engines)("a random walk through the queue on $name", (engine) => {
  let opened: TestStorage
  let people: number[] = []
  beforeAll(async () => {
    opened = await engine.open()
    people = await addPeople(opened.storage, 32)
    await watchSlots(opened.storage)
  })
  afterAll(() => opened.close())

  test("gives, takes and counts as the plain rules say, for 5,000 steps", async () => {
    const report = await walk(opened.storage, { seed: 20_260_101, steps: 5_000, people: people.slice(0, 7), lanes: 20 })
    expect(report.breaches).toEqual([])
    expect(report.steps).toBeGreaterThanOrEqual(5_000)
    expect(report.acts["gold"]).toBeGreaterThan(100)
  })

  test("32 people at once never hold more than the overlap, for 2,000 steps", async () => {
    const report = await crowd(opened.storage, { seed: 7, steps: 2_000, people })
    expect(report.breaches).toEqual([])
    expect(report.steps).toBeGreaterThanOrEqual(2_000)
  })
})
