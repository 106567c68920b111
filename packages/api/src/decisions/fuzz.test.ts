import { randomUUID } from "node:crypto"
import { dice } from "@justesse/db/testing/dice"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { ProjectSlug } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findUnsound, makeUp, readyCases, send, spoil } from "../testing/fuzzedProposals.ts"
import { makeHarness } from "../testing/harness.ts"
import { Judged } from "../testing/judged.ts"

const CASES = 4
const SPOILED = 150
const MADE_UP = 400

describe.each(ruleEngines)(
  "payloads of rejections on $name (`npm run bench -- decisions` sends 100,000)",
  ({ open }) => {
    let at: TestStorage
    let folder: ReturnType<typeof temporaryFolder>
    let d: Judged

    beforeAll(async () => {
      at = await open()
      folder = temporaryFolder()
      d = new Judged(makeHarness({ storage: at.storage, folder: folder.path }), at.storage)
      await d.addPeople()
    })
    afterAll(async () => {
      await at.close()
      folder.remove()
    })

    test("ACC-1, ACC-3: none that misses anything is stored, and sound ones are", async () => {
      const { disputed, sound } = await readyCases(d, CASES)
      const drawn = dice(20_260_101)
      const pick = () => drawn.pick(sound) ?? expect.fail()
      const passed: string[] = []
      for (let n = 0; n < SPOILED; n++) {
        const payload = spoil(pick(), d, drawn)
        if (await send(d, payload)) passed.push(payload.what)
      }
      for (let n = 0; n < MADE_UP; n++) if (await send(d, makeUp(pick(), d, drawn))) passed.push("made up")
      expect(passed).toEqual([])
      for (const one of sound)
        expect(await send(d, { as: d.reviewers[0], input: { ...one, act: randomUUID() }, what: "sound" })).toBe(true)
      const project = ProjectSlug.parse(disputed.slug)
      const { rows } = await d.decision(d.reviewers[1]).seconds({ project })
      expect(rows).toHaveLength(CASES)
      for (const { decision } of rows)
        for (const who of [d.reviewers[0], d.author(), d.people[0], d.reviewers[1], d.reviewers[2]])
          await d
            .decision(who)
            .answerSecond({ project, decision, agrees: true, act: randomUUID() })
            .catch(() => null)
      expect(await findUnsound(d)).toEqual([])
      const rejected = await at.storage.db
        .selectFrom("case_state")
        .select("status")
        .where("status", "=", "rejected")
        .execute()
      expect(rejected).toHaveLength(CASES)
    })
  },
)
