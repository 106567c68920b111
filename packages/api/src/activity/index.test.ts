import { findAccessBySlug, type ProjectAccess, updateProject } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import { JustesseError, type Role } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { actOnAssets } from "../assets/acts.ts"
import { undoAct } from "../assets/undo.ts"
import { inTransaction } from "../core/transaction.ts"
import { ingest } from "../imports/run.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { type Happening, listActivity, note } from "./index.ts"

describe.each(engines)("activity on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let projectId: number
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { pictures: headerPictures } })
    owner = await harness.addPerson("Olga")
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 } }
    projectId = await harness.addProject({ slug: "cars", owner, settings })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })
  const whoIs = (person: TestPerson) => ({ personId: person.id, name: person.name, operator: false, scopes: null })
  const access = async (person = owner): Promise<ProjectAccess> => {
    const found = await findAccessBySlug(store.storage.db, "cars", person.id)
    if (!found) throw new JustesseError("not_found")
    return found
  }
  const joined = async (name: string, roles: readonly Role[]) => {
    const person = await harness.addPerson(name)
    await harness.addMember(projectId, person, roles, 99)
    return person
  }
  const act = (...[id, who, happening]: [number, { personId: number }, Happening]) =>
    inTransaction(harness.deps, (inside) => note(inside, id, who, happening))
  const list = async (search = "", person = owner) => {
    const project = await access(person)
    const input = { project: project.slug, search, kinds: [], cursor: null, limit: 50 }
    return (await listActivity(harness.deps, project, whoIs(person), input)).rows
  }

  test("a search finds people by the name that is shown, whatever its case, and a picture by its number", async () => {
    const awa = await joined("Awa Diop", ["annotator"])
    await harness.addPictures(projectId, 9)
    await act(projectId, { personId: awa.id }, { what: "task.submitted", taskId: 7 })
    await act(projectId, { personId: owner.id }, { what: "review.decided", taskId: 9 })
    expect((await list("awa")).map((row) => row.what)).toEqual(["task.submitted"])
    expect((await list("9")).map((row) => row.what)).toEqual(["review.decided"])
    expect(await list("nobody")).toEqual([])
    await updateProject(store.storage.db, projectId, { names: "open" })
    // Whose pseudonym it is cannot be asked by the name.
    expect(await list("awa")).toEqual([])
    expect((await list(`p${awa.id}`)).map((row) => [row.who, row.what])).toEqual([[`P${awa.id}`, "task.submitted"]])
  })

  test("an act on pictures can be undone from here once, by an owner", async () => {
    const files = memoryFiles({ "a.png": pngHeader(9, 9, "a"), "b.png": pngHeader(9, 9, "b") })
    await ingest(harness.deps, { project: await access(), files, as: "settled", name: "x", who: whoIs(owner) })
    const selection = { filter: { search: "", states: [], labels: [] } }
    const project = await access()
    await actOnAssets(harness.deps, project, whoIs(owner), {
      ...{ project: project.slug, selection, act: { act: "exclude" as const } },
    })
    const undoOf = async (person = owner) =>
      (await list("", person)).filter((row) => row.what.startsWith("assets.")).map((row) => [row.what, row.undo])
    const [[, undo] = []] = await undoOf()
    expect(undo).toEqual(expect.any(Number))
    expect(await undoOf(await joined("Rita", ["reviewer"]))).toEqual([["assets.exclude", null]])
    await undoAct(harness.deps, project, whoIs(owner), Number(undo))
    expect(await undoOf()).toEqual([
      ["assets.undone", null],
      ["assets.exclude", null],
    ])
  })
})
