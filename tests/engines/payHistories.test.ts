import { dice } from "@justesse/db/testing/dice"
import { engines, type TestStorage } from "@justesse/db/testing/engines"
import { addPeople, addProject } from "@justesse/db/testing/seed"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { PayWorld } from "./payWorld.ts"

const SEEDS = [1, 2, 3, 4, 5, 6]

describe.each(engines)("histories of paid work through the hot path of $name", (engine) => {
  let opened: TestStorage
  beforeEach(async () => {
    opened = await engine.open()
  })
  afterEach(async () => opened.close())

  test.each(SEEDS)(
    "history %i: no session is under its floor, and in the end nothing is left anywhere",
    async (seed) => {
      const drawn = dice(seed)
      const people = await addPeople(opened.storage, 4)
      const project = await addProject(opened.storage, people[0] ?? 0, 80, 2)
      const world = new PayWorld(opened.storage, project, people, drawn)
      await world.fund(20_000_000)
      for (let n = 0; n < 12; n++) {
        // Several people at once, and programs that look at what is due meanwhile.
        await Promise.all(Array.from({ length: 4 }, () => world.act()))
        expect([n, await world.problems(false)]).toEqual([n, []])
      }
      await world.finish()
      expect(await world.problems(true)).toEqual([])
      expect(world.done["leased"]).toBeGreaterThan(0)
    },
  )
})
