import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { workRouter } from "./router.ts"

describe.each(ruleEngines)("the time of a task, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let awa: TestPerson
  const work = () => workRouter.createCaller(h.contextOf(awa))

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    awa = await h.addPerson("Awa")
    const id = await h.addProject({ slug: "times", owner: await h.addPerson("Olga") })
    await h.addMember(id, awa, ["annotator"])
    await h.addPictures(id, 1)
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  test("what of a pause was not counted is said with the input that ends it, once, and can be claimed (found F18)", async () => {
    const [lease] = (await work().next({ project: "times", want: 1 } as never)).leases
    const { assignmentId, fence } = lease ?? expect.fail("a task was expected")
    let [seq, monotonicMs] = [0, 0]
    /** Tells these seconds once they are over. */
    const tell = (seconds: string) => {
      h.clock.nowMs += seconds.length * 1_000
      const batches = [{ tab: "one", seq: seq++, monotonicMs, seconds }]
      monotonicMs += seconds.length * 1_000
      return work().heartbeat({ assignmentId, fence, activity: "draw", batches } as never)
    }
    const thinks = (seconds: number) => `${"8".repeat(seconds - 1)}9`
    for (let n = 0; n < 3; n++) expect((await tell("9".repeat(100))).paused).toBeNull()
    // Of a minute and a second nearly all counts: that is worth no word.
    expect((await tell(thinks(61))).paused).toBeNull()
    const { paused, activeSeconds } = await tell(thinks(66))
    expect([activeSeconds, paused]).toEqual([300 + 61 + 66 - 1 - 10, { session: expect.any(Number), seconds: 10 }])
    expect((await tell("99")).paused).toBeNull()
    const said = { session: paused?.session ?? 0, seconds: paused?.seconds ?? 0, note: "", utcOffsetMinutes: 0 }
    expect(await work().claim(said as never)).toMatchObject({ grantedSeconds: 10, askedSeconds: 0 })
  })
})
