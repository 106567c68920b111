import { openStorage } from "@justesse/db"
import { dice } from "@justesse/db/testing/dice"
import { NOW } from "@justesse/db/testing/seed"
import { PayWorld } from "../engines/payWorld.ts"

/** What a program that works beside others, or is killed at work, is told. */
export interface Told {
  readonly project: number
  readonly people: readonly number[]
  /** Of the project: the same for all that work in it. */
  readonly seed: number
  /** Seed of its own acts. */
  readonly acts: number
  readonly firstJudgement: number
  /** Rounds of acts at once; null: until it is killed. */
  readonly rounds: number | null
  /** When all of them began, so that they tell the same time. */
  readonly beganMs: number
}

/** So much faster than a day is its clock: a lease of five minutes lasts as many acts as it does among people. */
const FASTER = 2_000
export const clockOf =
  ({ beganMs }: Pick<Told, "beganMs">) =>
  () =>
    NOW + (Date.now() - beganMs) * FASTER

const where = process.argv[2]
if (process.send && where) {
  const storage = await openStorage(JSON.parse(where))
  process.on("message", (told: Told) => void play(told))
  process.send({ ready: true })

  async function play(told: Told): Promise<void> {
    const { project, people, seed, firstJudgement, rounds } = told
    const drawn = dice(told.acts)
    const world = new PayWorld(storage, {
      project,
      people,
      drawn,
      offerSeed: seed,
      firstJudgement,
      clock: clockOf(told),
    })
    for (let n = 0; rounds === null || n < rounds; n++) {
      await Promise.all(Array.from({ length: 4 }, () => world.act()))
      process.send?.({ round: n })
    }
    process.send?.({ done: world.done })
  }
}
