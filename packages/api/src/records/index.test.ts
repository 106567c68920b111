import { createHash, webcrypto } from "node:crypto"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { ProjectSlug } from "@justesse/types"
import { RecordFact } from "@justesse/types/records/claims"
import type { RecordTicks, SignedRecord } from "@justesse/types/wire/record"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { publishedKeys, publishedWithdrawn } from "./index.ts"

const HOUR = 3_600_000

/** Whether WebCrypto, which shares no code with what signs here, finds the signature right. */
async function isSigned({ jws, key }: Pick<SignedRecord, "jws" | "key">, keys: readonly { kid: string; x: string }[]) {
  const [header = "", payload = "", signature = ""] = jws.split(".")
  const published = keys.find(({ kid }) => kid === key)
  if (!published) return false
  const jwk = { kty: "OKP", crv: "Ed25519", x: published.x }
  const imported = await webcrypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["verify"])
  const text = new TextEncoder().encode(`${header}.${payload}`)
  return webcrypto.subtle.verify({ name: "Ed25519" }, imported, Buffer.from(signature, "base64url"), text)
}

describe.each(ruleEngines)("a record of work on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let people: Record<"awa" | "noor", TestPerson>
  const caller = (who: TestPerson) => appRouter.createCaller(harness.contextOf(who)).record
  const ticks = (change: Partial<RecordTicks>): RecordTicks => ({ name: null, hours: [], facts: [], ...change })

  /** A project of a kind in which Awa answered, with so many of each outcome and so much time. */
  async function work(slug: string, outcomes: readonly (string | null)[], activeMs: number): Promise<number> {
    const project = await harness.addProject({ slug, owner: people.noor })
    await harness.addMember(project, people.awa, ["annotator"])
    await harness.addPictures(project, outcomes.length)
    const want = outcomes.length
    const mine = appRouter.createCaller(harness.contextOf(people.awa)).work
    const { leases } = await mine.next({ project: ProjectSlug.parse(slug), want })
    for (const [n, { assignmentId, fence }] of leases.entries())
      await mine.submitNext({
        ...{ assignmentId, fence, submissionId: harness.deps.uuid() as never, ontologyVersion: 1, guidelineVersion: 1 }, // fresh UUID
        body: { regions: [], nothingHere: true },
        want: want - n,
      })
    const { db } = store.storage
    for (const [n, { assignmentId }] of leases.entries())
      await db
        .updateTable("assignment")
        .set({ fate: (outcomes[n] ?? null) as never })
        .where("public_id", "=", assignmentId)
        .execute()
    const slot = harness.clock.nowMs - (harness.clock.nowMs % 900_000)
    await db.deleteFrom("active_time").where("project_id", "=", project).execute()
    await db
      .insertInto("active_time")
      .values({ project_id: project, person_id: people.awa.id, slot_ms: slot, active_ms: activeMs, tasks: 1 })
      .execute()
    return project
  }

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    people = { awa: await harness.addPerson("Awa"), noor: await harness.addPerson("Noor") }
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  test("before any work there is nothing to say, and nothing is signed", async () => {
    const told = await caller(people.awa).facts({})
    expect(told).toMatchObject({ name: "Awa", facts: {}, hours: [], compared: { n: 0, least: 20 }, signed: [] })
    await expect(caller(people.awa).sign(ticks({ name: "Awa" }))).rejects.toThrow("invalid_input")
    expect(await publishedKeys(harness.deps)).toEqual({ keys: [] })
  })

  test("TRA-5: says what the tables say, and is signed by the key that is published", async () => {
    const outcomes = [...Array(18).fill("kept"), "small_change", "changed", "taken", "undecided", null]
    await work("boxes", outcomes, 3 * HOUR + 1_999)
    const before = await caller(people.awa).facts({})
    expect(before.facts.acceptedAnswers).toBe(undefined)
    // Nobody objected: silence has accepted what its bonus is paid for as well, whatever was made of it.
    harness.clock.nowMs += 72 * HOUR
    const told = await caller(people.awa).facts({})
    const { db } = store.storage
    const rows = await db.selectFrom("assignment").selectAll().where("person_id", "=", people.awa.id).execute()
    const time = await db.selectFrom("active_time").select("active_ms").where("person_id", "=", people.awa.id).execute()
    expect(rows).toHaveLength(outcomes.length)
    expect(told.facts).toMatchObject({
      roles: ["annotator"],
      acceptedAnswers: rows.length,
      accuracy: { ratio: 19 / 20, n: 20 },
      worked: { from: "2026-01-14", to: "2026-01-14" },
      languages: ["en"],
    })
    const seconds = Math.floor(time.reduce((sum, { active_ms }) => sum + active_ms, 0) / 1_000)
    expect(told.hours).toEqual([{ kind: "boxes", seconds, since: "2026-01-14" }])

    const signed = await caller(people.awa).sign(
      ticks({ name: "Awa Diop", hours: ["boxes"], facts: ["acceptedAnswers", "accuracy"] }),
    )
    const { acceptedAnswers, accuracy } = told.facts
    const activeHours = told.hours.map(({ kind, seconds: whole }) => ({ kind, seconds: whole }))
    expect(signed.claims).toEqual({ name: "Awa Diop", activeHours, acceptedAnswers, accuracy })
    const { keys } = await publishedKeys(harness.deps)
    expect(keys).toEqual([
      { crv: "Ed25519", kty: "OKP", x: expect.any(String), kid: signed.key, alg: "EdDSA", use: "sig" },
    ])
    expect(await isSigned(signed, keys)).toBe(true)
    expect(await isSigned({ ...signed, jws: signed.jws.replace(/^ey/, "ez") }, keys)).toBe(false)
    const { x } = keys[0] ?? { x: "" }
    const thumbprint = createHash("sha256").update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest("base64url")
    expect(signed.key).toBe(thumbprint)
    expect(JSON.stringify(keys)).not.toContain('"d"')
  })

  test("is found again by its person, the same to the letter after the work went on", async () => {
    const [{ number } = { number: "" }] = (await caller(people.awa).facts({})).signed
    const before = await caller(people.awa).one({ number })
    await work("more", ["kept", "kept"], HOUR)
    expect(await caller(people.awa).one({ number })).toEqual(before)
    await expect(caller(people.noor).one({ number })).rejects.toThrow("not_found")
    await expect(caller(people.noor).withdraw({ number })).rejects.toThrow("not_found")
  })

  test("says all that can be said where all is ticked, under the same key", async () => {
    const { facts, hours } = await caller(people.awa).facts({})
    const all = RecordFact.options.filter((fact) => facts[fact] !== undefined)
    const signed = await caller(people.awa).sign(ticks({ facts: all, hours: hours.map(({ kind }) => kind) }))
    expect(Object.keys(signed.claims).sort()).toEqual([...all, "activeHours"].sort())
    expect((await publishedKeys(harness.deps)).keys.map(({ kid }) => kid)).toEqual([signed.key])
    const [first] = (await caller(people.awa).facts({})).signed
    expect(first?.number).toBe(signed.number)
  })

  test("what was not ticked is not in the file, and what cannot be said is refused by name", async () => {
    const signed = await caller(people.awa).sign(ticks({ facts: ["roles"] }))
    const payload = Buffer.from(signed.jws.split(".")[1] ?? "", "base64url").toString("utf8")
    expect(JSON.parse(payload).credentialSubject).toEqual({ roles: ["annotator"] })
    await expect(caller(people.awa).sign(ticks({ facts: ["trainedFor"] }))).rejects.toMatchObject({
      cause: { code: "invalid_input", detail: { field: "trainedFor" } },
    })
  })

  test("once withdrawn its number is published, and nothing else of it", async () => {
    const { number } = await caller(people.awa).sign(ticks({ facts: ["roles"] }))
    harness.clock.nowMs += 1_000
    const withdrawn = await caller(people.awa).withdraw({ number })
    expect(withdrawn.withdrawnAtMs).toBe(harness.clock.nowMs)
    harness.clock.nowMs += 1_000
    expect(await caller(people.awa).withdraw({ number })).toEqual(withdrawn)
    expect(await publishedWithdrawn(harness.deps)).toEqual({
      issuer: "http://127.0.0.1:20000",
      asOf: new Date(harness.clock.nowMs).toISOString(),
      withdrawn: [number],
    })
  })
})
