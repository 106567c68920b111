import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { insertImport } from "@justesse/db"
import { insertSet } from "@justesse/db/models/predictions"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { allowEvents, contentOf, refuseEvents } from "@justesse/db/testing/refuseEvents"
import { DEFAULT_SETTINGS } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness, TEST_ONTOLOGY, type TestPerson } from "../testing/harness.ts"

/** What acts are done to. */
interface Made {
  readonly annotator: number
  readonly invitation: number
  readonly group: number
  readonly importId: number
  readonly set: number
}

/** Input of an act, without its project. */
type Input = (made: Made) => Record<string, unknown>

const ASSETS = { selection: { assets: [1] } }
const settings = { ...DEFAULT_SETTINGS, paused: true }
const FINAL = { regions: [], nothingHere: true }

/** Acts of one transaction, by the event that each is told with. */
const ACTS: readonly (readonly [what: string, path: string, input: Input])[] = [
  ["project.settings", "project.settings", () => ({ name: "Other", settings: DEFAULT_SETTINGS })],
  ["project.paused", "project.settings", () => ({ name: "Other", settings })],
  ["project.archived", "project.archive", () => ({})],
  ["project.deleted", "project.remove", () => ({ confirm: "Project cars" })],
  ["project.duplicated", "project.duplicate", () => ({ name: "Again" })],
  ["guideline.saved", "guideline.save", () => ({ baseVersion: 1, markdown: "## 1 Other", note: "" })],
  [
    "ontology.saved",
    "ontology.save",
    () => ({ baseVersion: 1, ontology: { labels: TEST_ONTOLOGY.labels.slice(0, 2) } }),
  ],
  ["people.roles", "people.setRoles", ({ annotator }) => ({ person: annotator, roles: ["reviewer"] })],
  ["people.paused", "people.pause", ({ annotator }) => ({ person: annotator, paused: true, reason: "x" })],
  ["people.removed", "people.remove", ({ annotator }) => ({ person: annotator })],
  ["people.released", "people.releaseReserved", ({ annotator }) => ({ person: annotator })],
  ["group.saved", "people.saveGroup", ({ annotator }) => ({ id: null, name: "A", members: [annotator] })],
  ["group.removed", "people.removeGroup", ({ group }) => ({ id: group })],
  [
    "people.invited",
    "people.invite",
    () => ({ people: [{ name: "Zoe", email: null, roles: ["annotator"] }], maxUses: 1 }),
  ],
  ["people.invited", "people.resend", ({ invitation }) => ({ id: invitation })],
  ["people.withdrawn", "people.withdraw", ({ invitation }) => ({ id: invitation })],
  ["import.renamed", "imports.rename", ({ importId }) => ({ id: importId, name: "Other" })],
  ["import.cancelled", "imports.cancel", ({ importId }) => ({ id: importId })],
  ["predictions.removed", "models.remove", ({ set }) => ({ set })],
  ["assets.download", "asset.download", () => ({ ...ASSETS, pictures: true, labels: false })],
  ["member.accepted", "work.acceptConditions", () => ({ guidelineVersion: 1 })],
]

/** Acts of the studio, for operators. */
const ADMIN_ACTS: readonly (readonly [what: string, path: string, input: Input])[] = [
  ["admin.reset_link", "admin.resetLink", ({ annotator }) => ({ person: annotator })],
  ["admin.deactivated", "admin.setActive", ({ annotator }) => ({ person: annotator, active: false })],
  ["admin.made_operator", "admin.setOperator", ({ annotator }) => ({ person: annotator, operator: true })],
]

/** Acts of several transactions, each stored as a job: what failed at its end is told once the job was run again. */
const LONG_ACTS: readonly (readonly [what: string, path: string, input: Input])[] = [
  ["assets.exclude", "asset.act", () => ({ ...ASSETS, act: { act: "exclude" } })],
  ["assets.tag", "asset.act", () => ({ ...ASSETS, act: { act: "tag", tags: ["night"] } })],
  ["gold.made", "gold.make", () => ({ assets: [1], as: "active", answer: FINAL })],
  ["queue.ordered", "models.order", () => ({ set: null })],
]

describe.each(engines)("what happened is stored with the act itself, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let made: Made

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Olga", true)
    const annotator = await harness.addPerson("Awa")
    const project = await harness.addProject({ slug: "cars", owner })
    await harness.addMember(project, annotator, ["annotator"])
    await harness.addPictures(project, 3)
    const { db } = store.storage
    const about = { name: "One", madeAtMs: 1 }
    const importId = await insertImport(db, project, { ...about, as: "pictures", who: owner.id, startedAtMs: 1 })
    const set = await insertSet(db, project, { ...about, madeBy: owner.id })
    const links = (await call("people.invite", {
      people: [{ name: "Ben", email: null, roles: ["annotator"] }],
      maxUses: 2,
    })) as { links: { id: number }[] }
    const group = (await call("people.saveGroup", { id: null, name: "G", members: [annotator.id] })) as { id: number }
    made = { annotator: annotator.id, invitation: links.links[0]?.id ?? 0, group: group.id, importId, set }
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  async function call(path: string, input: Record<string, unknown>): Promise<unknown> {
    const [topic = "", name = ""] = path.split(".")
    const caller = appRouter.createCaller(harness.contextOf(owner)) as unknown as Record<
      string,
      Record<string, (input: unknown) => Promise<unknown>>
    >
    const isOfStudio = topic === "admin"
    return caller[topic]?.[name]?.(isOfStudio ? input : { project: "cars", ...input })
  }
  const events = async () =>
    (await store.storage.db.selectFrom("activity").select("what").orderBy("id").execute()).map(({ what }) => what)

  test.each([...ACTS, ...ADMIN_ACTS])("%s (%s): an event that fails takes the act back", async (what, path, input) => {
    const before = await contentOf(store.storage)
    await refuseEvents(store.storage)
    await expect(call(path, input(made))).rejects.toThrow("no events today")
    await allowEvents(store.storage)
    expect(await contentOf(store.storage)).toEqual(before)
    const told = await events()
    await call(path, input(made))
    expect((await events()).slice(told.length)).toContain(what)
  })

  test.each(LONG_ACTS)("%s (%s): its end is told once, however often the job is run", async (what, path, input) => {
    const told = await events()
    await refuseEvents(store.storage)
    await expect(call(path, input(made))).rejects.toThrow("no events today")
    await allowEvents(store.storage)
    expect(await events()).toEqual(told)
    await call(path, input(made))
    expect((await events()).slice(told.length).filter((one) => one === what)).toHaveLength(1)
    // As if the program had ended right after the event: the next start runs the job again.
    const job = await store.storage.db.selectFrom("job").select("id").orderBy("id", "desc").executeTakeFirstOrThrow()
    await store.storage.db
      .updateTable("job")
      .set({ state: "queued", output: JSON.stringify("noted"), ended_at_ms: null })
      .where("id", "=", job.id)
      .execute()
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
    expect((await events()).slice(told.length).filter((one) => one === what)).toHaveLength(1)
  })
})

describe("where events are written", () => {
  const root = fileURLToPath(new URL("../../../..", import.meta.url))
  const sources = ["packages", "apps"].flatMap((kind) =>
    readdirSync(join(root, kind)).flatMap((box) =>
      readdirSync(join(root, kind, box, "src"), { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts") && !/\.test\.ts$|(^|\/)(testing|migrations)\//.test(path))
        .map((path) => join(kind, box, "src", path)),
    ),
  )
  const texts = sources.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
  const naming = (pattern: RegExp) => texts.filter(({ text }) => pattern.test(text)).map(({ path }) => path)

  test("rows are added in one place, and by the hot operations", () => {
    const adding = naming(/insertInto\("activity"\)|insert into activity/)
    expect(adding.length).toBeGreaterThan(2)
    expect(adding.filter((path) => !/^packages\/db\/src\/(hot\/|activity\/index\.ts)/.test(path))).toEqual([])
  })

  test("no row is changed or removed", () => {
    expect(
      naming(/(updateTable|deleteFrom)\("(activity|time_prune)"\)|(update|delete from) (activity|time_prune)\b/),
    ).toEqual([])
    expect(naming(/updateTable\("time_entry"\)|update time_entry\b/)).toEqual(["packages/db/src/work/pruneTicks.ts"])
    expect(naming(/deleteFrom\("time_entry"\)|delete from time_entry\b/)).toEqual([])
  })

  test("no transaction has nothing but an event in it", () => {
    const opens = String.raw`(?:inTransaction\([^,]+,|execute\()\s*(?:async )?\((?:inside|tx)\) =>`
    const event = String.raw`(?:await )?(?:note|appendEvent)\([^\n]*\)`
    expect(naming(new RegExp(`${opens}\\s*${event},?\\s*\\)`))).toEqual([])
    expect(naming(new RegExp(`${opens} \\{\\s*${event}\\s*\\}\\)`))).toEqual([])
  })
})
